import { Problem } from '@postern/problem';
import Type from 'typebox';
import type { App } from '../../http/app.ts';
import { refTo } from '../../http/schema-ref.ts';
import { problems } from './problems.ts';

/** What the health routes need. */
export interface HealthDeps {
	/** Rejects when the database does not answer. */
	readonly ping: () => Promise<void>;
	/** Whether the process was told to stop: it still answers, and wants no more to do. */
	readonly isStopping: () => boolean;
}

const Healthy = Type.Object(
	{ status: Type.Literal('ok') },
	{ $id: 'Healthy', description: 'All is well.', additionalProperties: false },
);
const RETRY_AFTER_SECONDS = 2;

/** For the one who restarts processes (live), and the one who sends them requests (ready). */
export function registerHealthRoutes(app: App, { ping, isStopping }: HealthDeps): void {
	app.addSchema(Healthy);

	app.get(
		'/health/live',
		{
			config: { access: 'public' },
			schema: {
				operationId: 'getLiveness',
				tags: ['health'],
				summary: 'Whether the process runs',
				response: { 200: refTo(Healthy) },
			},
		},
		() => ({ status: 'ok' as const }),
	);

	app.get(
		'/health/ready',
		{
			config: { access: 'public', failures: [problems.not_ready] },
			schema: {
				operationId: 'getReadiness',
				tags: ['health'],
				summary: 'Whether the process can serve requests',
				response: { 200: refTo(Healthy) },
			},
		},
		async () => {
			const retryAfterSeconds = RETRY_AFTER_SECONDS;
			if (isStopping()) throw new Problem(problems.not_ready, { retryAfterSeconds });
			try {
				await ping();
			} catch (cause) {
				throw new Problem(problems.not_ready, { retryAfterSeconds, cause });
			}
			return { status: 'ok' as const };
		},
	);
}
