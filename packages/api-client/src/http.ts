import { createConnection, type ApiRequest, type Connection } from './connection.ts';
import type { ConnectionOptions } from './connection.ts';

/** The last argument of every operation. */
export interface RequestOptions {
	/** Default: the one `configure` made. */
	readonly connection?: Connection;
	readonly signal?: AbortSignal;
	/** 1 to 100 visible ASCII characters; make one per intention and reuse it for every retry. */
	readonly idempotencyKey?: string;
	/** For an answer that may take longer than others; default: the connection's. */
	readonly timeoutMs?: number;
	readonly headers?: Readonly<Record<string, string>>;
}

let shared: Connection | null = null;

/** Sets the connection that operations use when they are given none. For programs with one API. */
export function configure(options: ConnectionOptions): Connection {
	shared = createConnection(options);
	return shared;
}

/**
 * What every generated function calls.
 * @throws {Problem} the API answered with an error
 * @throws {Unreachable} the API did not answer
 */
export function request<T>(config: ApiRequest, options: RequestOptions = {}): Promise<T> {
	const connection = options.connection ?? shared;
	if (!connection) throw new Error('No connection: call configure() first, or pass one.');
	const headers: Record<string, string> = { ...config.headers, ...options.headers };
	if (options.idempotencyKey !== undefined) headers['Idempotency-Key'] = options.idempotencyKey;
	return connection.send<T>({
		...config,
		headers,
		signal: options.signal,
		timeoutMs: options.timeoutMs,
	});
}
