import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { backoffMs } from '../backoff.ts';

/** How to reach Postgres, what to listen to, and who is told. */
export interface ListenerOptions {
	readonly url: string;
	readonly channel: string;
	readonly onText: (text: string) => void;
	/** Called whenever it begins to hear, also after a break. */
	readonly onReady: () => void;
	/** Called when the connection breaks, or does not come; it is made anew by itself. */
	readonly onError: (error: unknown) => void;
}

const PATIENCE_MS = 2000;
const FAREWELL_MS = 500;
/** A connection that a firewall has forgotten looks open for ever: it is asked now and then. */
const ASK_EVERY_MS = 10_000;

/** Holds a connection that does nothing but `LISTEN`, until the function it answers with is called. */
export function keepListening(options: ListenerOptions): () => Promise<void> {
	let stop: () => Promise<void>;
	let timer: NodeJS.Timeout | undefined;
	let failures = 0;
	let isClosed = false;

	function connect(): void {
		stop = listen(options, {
			onReady: () => (failures = 0),
			onLost: (error) => {
				if (isClosed) return;
				failures += 1;
				if (failures === 1) options.onError(error);
				timer = setTimeout(connect, backoffMs(failures)).unref();
			},
		});
	}

	connect();
	return async () => {
		isClosed = true;
		clearTimeout(timer);
		await stop();
	};
}

interface Life {
	readonly onReady: () => void;
	/** However a connection ends, it ends once. */
	readonly onLost: (error: unknown) => void;
}

/** One connection, from the beginning to its end. */
function listen({ url, channel, onText, onReady }: ListenerOptions, life: Life) {
	const client = new pg.Client({
		connectionString: url,
		keepAlive: true,
		connectionTimeoutMillis: PATIENCE_MS,
		query_timeout: PATIENCE_MS,
		application_name: 'postern-listen',
	});
	let timer: NodeJS.Timeout | undefined;
	let isLost = false;

	async function end(): Promise<void> {
		isLost = true;
		clearTimeout(timer);
		// A server that is frozen never says that it has heard the end.
		await Promise.race([client.end().catch(() => undefined), sleep(FAREWELL_MS)]);
	}

	function lose(error: unknown): void {
		if (isLost) return;
		void end();
		life.onLost(error);
	}

	async function begin(): Promise<void> {
		await client.connect();
		await client.query(`listen ${channel}`);
		if (isLost) return;
		life.onReady();
		onReady();
		askLater();
	}

	function askLater(): void {
		timer = setTimeout(() => {
			client.query('select 1').then(askLater, lose);
		}, ASK_EVERY_MS).unref();
	}

	client.on('error', lose);
	client.on('end', () => {
		lose(new Error('Postgres closed the connection that listens'));
	});
	client.on('notification', ({ payload = '' }) => {
		onText(payload);
	});
	begin().catch(lose);
	return end;
}
