import { Agent, request as sendRequest, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

/** Nobody waits longer; what takes so long hangs. */
const PATIENCE_MS = 15_000;
/** Shorter than any server of ours keeps a connection, so that none is used in the moment in which it is closed. */
const IDLE_MS = 30_000;

/** What to send. */
export interface Sending {
	readonly method: string;
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	/** Sent as JSON. */
	readonly body?: unknown;
}

/** What came back. */
export interface Answer {
	/** Null when no answer came. */
	readonly status: number | null;
	/** Why none came, as a code like ECONNRESET. */
	readonly error: string | null;
	readonly headers: IncomingHttpHeaders;
	/** Parsed JSON, or undefined. */
	readonly body: unknown;
	/** On the clock of `performance.now()`. */
	readonly sentAt: number;
	readonly tookMs: number;
}

/** Sends requests to one port of this machine over connections that are kept. */
export interface HttpClient extends Disposable {
	send(sending: Sending): Promise<Answer>;
}

/** Makes a client for a port of 127.0.0.1. It never throws: no answer is an answer too. */
export function createHttpClient(port: number, patienceMs = PATIENCE_MS): HttpClient {
	const agent = new Agent({ keepAlive: true, maxSockets: 1024, timeout: IDLE_MS });
	return {
		async send({ method, path, headers, body }) {
			const sentAt = performance.now();
			const content = body === undefined ? '' : JSON.stringify(body);
			try {
				const answer = await exchange(
					{
						...{ host: '127.0.0.1', port, agent, method, path },
						headers: {
							...headers,
							...(body !== undefined && {
								'content-type': 'application/json',
								'content-length': String(Buffer.byteLength(content)),
							}),
						},
						signal: AbortSignal.timeout(patienceMs),
					},
					content,
				);
				return { ...answer, error: null, sentAt, tookMs: performance.now() - sentAt };
			} catch (error) {
				const { code = 'no answer', name } = error as NodeJS.ErrnoException;
				const tookMs = performance.now() - sentAt;
				return {
					...{ status: null, headers: {}, body: undefined, sentAt, tookMs },
					error: name === 'AbortError' || name === 'TimeoutError' ? 'hangs' : code,
				};
			}
		},
		[Symbol.dispose]: () => {
			agent.destroy();
		},
	};
}

function exchange(
	options: Parameters<typeof sendRequest>[1] & object,
	content: string,
): Promise<Pick<Answer, 'status' | 'headers' | 'body'>> {
	return new Promise((resolve, reject) => {
		const outgoing = sendRequest(options, (answer) => {
			text(answer).then((body) => {
				const { statusCode, headers } = answer;
				resolve({ status: statusCode ?? null, headers, body: parse(body) });
			}, reject);
		});
		outgoing.once('error', reject);
		outgoing.end(content);
	});
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
