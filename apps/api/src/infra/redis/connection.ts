import { randomInt } from 'node:crypto';
import { createClient, ErrorReply } from '@redis/client';

/** How to reach Redis, or Valkey, and how long to wait for it. */
export interface RedisOptions {
	readonly url: string;
	/** Told once when the connection is lost or never came, and once when it is back. */
	readonly onChange: (isUp: boolean, reason?: Error) => void;
	/** Prepares each new connection before it is used, as with a subscription. */
	readonly setUp?: (client: RedisClient) => Promise<unknown>;
	/** Milliseconds that an answer may take. */
	readonly patienceMs?: number;
}

/** The library's client, on one connection that lives. */
export type RedisClient = ReturnType<typeof createRedisClient>;

/** Redis cannot answer now, and whoever asked has not waited long to hear it. */
export class RedisUnavailableError extends Error {
	override readonly name = 'RedisUnavailableError';
}

const PATIENCE_MS = 250;
/** The way to a server that is far away, TLS and a password included. */
const CONNECT_WITHIN_MS = 1000;
const HEARTBEAT_MS = 1000;
const BACK_OFF_FIRST_MS = 100;
const BACK_OFF_MAX_MS = 2000;
/** What waits beyond it would only be refused later. */
const WAITING_MAX = 10_000;
/** What a server says that may answer again after a change of roles or a start. */
const CONNECT_ANEW = /^(READONLY|LOADING|MASTERDOWN|UNBLOCKED)\b/;

/**
 * Opens a connection to Redis that replaces itself with growing pauses. It never holds a request up: while
 * there is none, a command is refused at once, and an answer that takes too long ends the connection and with
 * it all that wait, also where the server is frozen or the network swallows everything. Commands of one turn
 * leave together. Starts without waiting for the server, for it never has the only copy of anything.
 */
export function openRedis({ url, onChange, setUp, patienceMs = PATIENCE_MS }: RedisOptions) {
	let current: RedisClient | null = null;
	let isClosed = false;
	let failures = 0;
	let retry: NodeJS.Timeout | undefined;
	let answeredAt = 0;
	const report = once(onChange);

	/** Gives a connection up and plans the next; of two that notice, one does it. */
	function lose(client: RedisClient, reason: Error): void {
		if (current === client) current = null;
		if (!discard(client) || isClosed) return;
		report(false, reason);
		failures += 1;
		retry = setTimeout(() => void connect(), pauseAfter(failures)).unref();
	}

	async function connect(): Promise<void> {
		const client = createRedisClient(url);
		client.on('error', (error: Error) => {
			lose(client, error);
		});
		try {
			await within(connectAndSetUp(client, setUp), 2 * CONNECT_WITHIN_MS);
			if (isClosed || lost.has(client)) return;
			current = client;
			failures = 0;
			answeredAt = performance.now();
			report(true);
		} catch (error) {
			lose(client, asError(error));
		}
	}

	/**
	 * Runs commands, and waits a bounded time for what they answer.
	 * @throws {RedisUnavailableError} without a connection, and when the answer did not come
	 * @throws {ErrorReply} what the server refuses, as with its memory full
	 */
	async function run<T>(commands: (client: RedisClient) => Promise<T>): Promise<T> {
		const client = current;
		if (client === null) throw new RedisUnavailableError('there is no connection to Redis');
		try {
			const answer = await within(commands(client), patienceMs);
			answeredAt = performance.now();
			return answer;
		} catch (error) {
			if (error instanceof ErrorReply && !CONNECT_ANEW.test(error.message)) throw error;
			lose(client, asError(error));
			throw new RedisUnavailableError('Redis did not answer', { cause: error });
		}
	}

	// A server that froze while nobody asked is noticed before somebody waits for it.
	const heartbeat = setInterval(() => {
		if (current === null || performance.now() - answeredAt < HEARTBEAT_MS) return;
		run((client) => client.ping()).catch(() => undefined);
	}, HEARTBEAT_MS).unref();
	void connect();

	return {
		run,
		/** Whether there is a connection that answered a moment ago. */
		isUp: (): boolean => current !== null,
		/** Ends it; what waits for an answer is refused. */
		close(): void {
			isClosed = true;
			clearInterval(heartbeat);
			clearTimeout(retry);
			if (current !== null) discard(current);
			current = null;
		},
	};
}

export type Redis = ReturnType<typeof openRedis>;

function createRedisClient(url: string) {
	return createClient({
		...{ url, name: 'postern', disableOfflineQueue: true, maintNotifications: 'disabled' },
		commandsQueueMaxLength: WAITING_MAX,
		// A deadline for each command would only count until it is sent.
		commandOptions: { timeout: 0 },
		socket: { connectTimeout: CONNECT_WITHIN_MS, reconnectStrategy: false },
	});
}

/** Growing, and spread, so that the replicas do not all knock in the same instant. */
function pauseAfter(failures: number): number {
	const pause = Math.min(BACK_OFF_FIRST_MS * 2 ** (failures - 1), BACK_OFF_MAX_MS);
	return pause / 2 + randomInt(pause / 2);
}

/** Tells of a state when it is not the one that was told last. */
function once(tell: RedisOptions['onChange']): RedisOptions['onChange'] {
	let told: boolean | undefined;
	return (isUp, reason) => {
		if (told === isUp) return;
		told = isUp;
		tell(isUp, reason);
	};
}

const lost = new WeakSet<RedisClient>();

/** Ends a connection for good; false when it was before. */
function discard(client: RedisClient): boolean {
	if (lost.has(client)) return false;
	lost.add(client);
	client.destroy();
	return true;
}

async function connectAndSetUp(client: RedisClient, setUp: RedisOptions['setUp']): Promise<void> {
	await client.connect();
	// It was given up while its socket was on the way, when there was nothing to close yet.
	if (lost.has(client)) client.destroy();
	else await setUp?.(client);
}

/** What a promise gives, unless it takes longer than so many milliseconds. */
async function within<T>(work: Promise<T>, ms: number): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => {
			// After a pause of this process the answer may be here and not read yet.
			setImmediate(() => {
				reject(new RedisUnavailableError(`no answer within ${String(ms)} ms`));
			});
		}, ms);
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
}

const asError = (error: unknown): Error =>
	error instanceof Error ? error : new Error(String(error));
