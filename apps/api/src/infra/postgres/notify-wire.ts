import { sql } from 'kysely';
import type { Db } from '../../ports/storage.ts';
import type { Wire } from '../news/between-processes.ts';
import { keepListening } from './listener.ts';

/** How to reach Postgres for `LISTEN`, and a pool for `NOTIFY`. */
export interface NotifyWireOptions {
	readonly url: string;
	readonly db: Db;
	/** Called when the connection that listens breaks; it is made anew by itself. */
	readonly onError: (error: unknown) => void;
}

const CHANNEL = 'postern_news';

/**
 * Postgres as the wire. `NOTIFY` is sent after the commit and not within the transaction: there, every commit
 * that notifies would wait for a lock of the whole server, and what can be lost may be lost. `LISTEN` holds a
 * connection of its own, which a pooler between (PgBouncer, `transaction`) does not carry: then nothing is
 * heard, and what is open is looked at every few seconds all the same.
 */
export function createNotifyWire({ url, db, onError }: NotifyWireOptions): Wire {
	let stop: (() => Promise<void>) | undefined;
	return {
		async send(text) {
			await sql`select pg_notify(${CHANNEL}, ${text})`.execute(db);
		},
		listen(onText, onReady) {
			stop = keepListening({ url, channel: CHANNEL, onText, onReady, onError });
		},
		async close() {
			await stop?.();
		},
	};
}
