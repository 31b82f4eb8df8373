import { Problem } from '@postern/problem';
import { type Clock, DAY_MS } from '../../ports/clock.ts';
import { isMacOf, type Keys, macOf } from '../../ports/keys.ts';
import type { Db } from '../../ports/storage.ts';
import { problems } from './problems.ts';
import type { IdempotencyStore, StoredReply } from './store.ts';

/** What keeping replies needs. */
export interface IdempotencyDeps {
	readonly store: IdempotencyStore;
	readonly clock: Clock;
	/** Key the fingerprint: what people write must not be guessable from it. */
	readonly secretKeys: Keys;
}

/** A write that may come twice. */
export interface RepeatableWrite {
	readonly userId: string;
	/** The `Idempotency-Key`, or undefined when the caller gave none. */
	readonly key: string | undefined;
	/** What makes two requests the same: method, path, body. */
	readonly request: readonly unknown[];
	/** Throws, within the transaction, when the write may not happen after all. */
	readonly authorize: (trx: Db) => Promise<void>;
}

/** The reply of a write. */
export interface WriteReply {
	readonly status: number;
	readonly body: unknown;
}

/** The reply, and whether it is one that was kept. */
export interface Outcome extends WriteReply {
	readonly isReplay: boolean;
}

type Work = (trx: Db) => Promise<WriteReply>;

/** Writes that happen once, however often they are sent (draft-ietf-httpapi-idempotency-key-header). */
export function createIdempotency({ store, clock, secretKeys }: IdempotencyDeps) {
	return {
		/**
		 * Does the work and keeps its reply in one transaction, so that there is never one without the
		 * other; or gives the reply that was kept. Work that throws keeps nothing.
		 * @throws {Problem} idempotency_key_reused
		 */
		once({ userId, key, request, authorize }: RepeatableWrite, work: Work): Promise<Outcome> {
			return store.transaction(async (trx) => {
				await authorize(trx);
				if (key === undefined) return { ...(await work(trx)), isReplay: false };
				const place = { userId, key };
				const text = JSON.stringify(request);
				const fingerprint = macOf(secretKeys, text);
				if (!(await store.take(trx, place, fingerprint, clock()))) {
					const kept = await store.find(trx, place);
					if (kept) return replay(kept, isMacOf(secretKeys, text, kept.fingerprint));
					// A reply a day old, removed in this very moment: the key is free again.
					await store.take(trx, place, fingerprint, clock());
				}
				const reply = await work(trx);
				await store.keep(trx, place, reply.status, JSON.stringify(reply.body ?? null));
				return { ...reply, isReplay: false };
			});
		},

		/** Removes up to `limit` replies older than a day; answers how many. */
		removeOld: (limit: number): Promise<number> => store.removeOlderThan(clock() - DAY_MS, limit),
	};
}

export type Idempotency = ReturnType<typeof createIdempotency>;

function replay(kept: StoredReply, isSameRequest: boolean): Outcome {
	if (!isSameRequest) throw new Problem(problems.idempotency_key_reused);
	return { status: kept.status, body: JSON.parse(kept.body) as unknown, isReplay: true };
}
