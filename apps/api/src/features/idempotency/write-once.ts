import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Db } from '../../ports/storage.ts';
import { sessionOf, type Sessions } from '../sessions/index.ts';
import { problems } from './problems.ts';
import type { Idempotency } from './service.ts';

/** The header of a write that may be sent twice. */
export const IdempotencyHeaders = Type.Object({
	'idempotency-key': Type.Optional(
		Type.String({
			pattern: '^[\\x21-\\x7e]{1,100}$',
			description: 'Sent again with the same key within a day, a write is done once.',
		}),
	),
});

/** Answers a write of a signed-in person, once for each key. */
export interface WriteOnce {
	<T>(
		request: FastifyRequest,
		reply: FastifyReply,
		status: number,
		work: (trx: Db) => Promise<T>,
	): Promise<T>;
	/** What a route that uses it must declare. */
	readonly failures: readonly (typeof problems)['idempotency_key_reused'][];
}

/** What writing once needs. */
export interface WriteOnceDeps {
	readonly idempotency: Pick<Idempotency, 'once'>;
	readonly sessions: Pick<Sessions, 'assertLive'>;
}

/** Makes the function that a route's handler hands its work to. */
export function createWriteOnce({ idempotency, sessions }: WriteOnceDeps): WriteOnce {
	async function writeOnce<T>(
		request: FastifyRequest,
		reply: FastifyReply,
		status: number,
		work: (trx: Db) => Promise<T>,
	): Promise<T> {
		const session = sessionOf(request);
		const outcome = await idempotency.once(
			{
				userId: session.userId,
				authorize: (trx) => sessions.assertLive(trx, session.id),
				key: keyOf(request),
				request: [request.method, request.url, request.body ?? null],
			},
			async (trx) => ({ status, body: await work(trx) }),
		);
		if (outcome.isReplay) reply.header('idempotency-replayed', 'true');
		reply.code(outcome.status);
		return outcome.body as T;
	}
	return Object.assign(writeOnce, { failures: [problems.idempotency_key_reused] });
}

function keyOf({ headers }: FastifyRequest): string | undefined {
	const key = headers['idempotency-key'];
	return typeof key === 'string' ? key : undefined;
}
