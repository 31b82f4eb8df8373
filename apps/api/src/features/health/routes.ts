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

/**
 * For the one who restarts processes (live), and the one who sends them requests (ready). Neither is counted: who
 * looks after all replicas does so from one address, and must not be told that it looks too often.
 */
export function registerHealthRoutes(app: App, { ping, isStopping }: HealthDeps): void {
	const askOnce = createSharedQuestion(ping);
	app.addSchema(Healthy);

	app.get(
		'/health/live',
		{
			config: { access: 'public', limit: 'none' },
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
			config: { access: 'public', limit: 'none', failures: [problems.not_ready] },
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
				await askOnce();
			} catch (cause) {
				throw new Problem(problems.not_ready, { retryAfterSeconds, cause });
			}
			return { status: 'ok' as const };
		},
	);
}

/** Whoever asks while the answer is on its way gets the same one: a flood of them costs the database nothing. */
function createSharedQuestion(ask: () => Promise<void>): () => Promise<void> {
	let asked: Promise<void> | null = null;
	return () => {
		asked ??= ask().finally(() => {
			asked = null;
		});
		return asked;
	};
}
