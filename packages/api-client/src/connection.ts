import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import type { CookieJar } from './cookie-jar.ts';
import { parseProblem, type Problem } from './problem.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { Unreachable } from './unreachable.ts';

export interface ConnectionOptions {
	/** Where the API is, `https://api.example.com`; a function when that is known only later. */
	readonly baseUrl: string | (() => string | Promise<string>);
	/** Default 10 000 ms. */
	readonly timeoutMs?: number;
	/** Node only: a Cookie header. Give `origin` too, or the API refuses the writes. */
	readonly cookie?: string;
	/**
	 * Node only: where the cookies are kept that replies set, to be sent back as a browser does. So a
	 * program signs in and stays signed in on this connection. Give `origin` too.
	 */
	readonly cookies?: CookieJar;
	/** Node only: a session token, sent as `Authorization: Bearer`. */
	readonly bearer?: string;
	/** Node only: the Origin header, which browsers set themselves. */
	readonly origin?: string;
	/** The language to be written to in, as a tag like `de`; asked before each request. Unset: the browser's own. */
	readonly language?: () => string;
}

export type SessionEndedListener = (problem: Problem) => void;

/** What one generated function asks for. */
export interface ApiRequest {
	readonly url: string;
	readonly method: string;
	readonly params?: unknown;
	readonly data?: unknown;
	readonly headers?: Record<string, string>;
	readonly signal?: AbortSignal | undefined;
	/** Unset for the connection's. */
	readonly timeoutMs?: number | undefined;
}

/** A way to one API: its address, its credentials, its listeners. */
export interface Connection {
	send<T>(request: ApiRequest): Promise<T>;
	/** Calls back when an operation that needs a session is answered with a session problem. */
	onSessionEnded(listener: SessionEndedListener): () => void;
}

/** Opens a connection. Nothing is sent before the first operation. */
export function createConnection(options: ConnectionOptions): Connection {
	const http = createHttp(options);
	const { cookies, language } = options;
	const listeners = new Set<SessionEndedListener>();
	return {
		async send<T>(request: ApiRequest): Promise<T> {
			assertOwnPath(request.url);
			const { baseUrl } = options;
			const baseURL = typeof baseUrl === 'function' ? await baseUrl() : baseUrl;
			const response = await http
				.request<string>({ ...definedOnly(request, cookies, language?.()), baseURL })
				.catch(rethrow);
			cookies?.store(response.headers['set-cookie'] ?? []);
			const body = parseJson(response);
			if (response.status < 400) return successBody(response, body) as T;
			const problem = parseProblem(response.status, body, retryAfterSeconds(response.headers));
			if (!problem) throw new Unreachable('unreadable', { status: response.status });
			if (problem.isSessionProblem && needsSession(request)) {
				for (const listener of listeners) listener(problem);
			}
			throw problem;
		},
		onSessionEnded(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
	};
}

function createHttp({
	timeoutMs = 10_000,
	cookie,
	bearer,
	origin,
}: ConnectionOptions): AxiosInstance {
	return axios.create({
		withCredentials: true,
		timeout: timeoutMs,
		// Credentials go to the configured host and nowhere else, whatever a path or a redirect says.
		allowAbsoluteUrls: false,
		maxRedirects: 0,
		// Text in, and our own parser: axios would hand over broken JSON as a string.
		responseType: 'text',
		transformResponse: [],
		transitional: { clarifyTimeoutError: true, silentJSONParsing: false, forcedJSONParsing: false },
		validateStatus: () => true,
		paramsSerializer: { serialize: queryOf },
		headers: {
			Accept: 'application/json, application/problem+json',
			...(cookie === undefined ? {} : { Cookie: cookie }),
			...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
			...(origin === undefined ? {} : { Origin: origin }),
		},
	});
}

/** The parameters that are set, as a query. */
function queryOf(params: Readonly<Record<string, string | number | boolean | undefined>>): string {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(params)) {
		if (value !== undefined) query.set(name, String(value));
	}
	return query.toString();
}

/** The operations below /auth start or end sessions; their 401 is about the credentials sent. */
function needsSession({ url }: ApiRequest): boolean {
	return !url.startsWith('/auth/');
}

/** Refuses what could leave the operation's own path: another host, `..` out of an id, a query. */
function assertOwnPath(url: string): void {
	if (!/^\/(?!\/)[^\\?#\s]*$/.test(url) || /(^|\/)(\.|%2e){1,2}(\/|$)/i.test(url)) {
		throw new TypeError('Not a path of the API.');
	}
}

function parseJson({ data, headers }: AxiosResponse<string>): unknown {
	if (!/^application\/([\w.-]+\+)?json\b/i.test(String(headers['content-type'] ?? ''))) {
		return undefined;
	}
	try {
		return JSON.parse(data);
	} catch {
		return undefined;
	}
}

function successBody(response: AxiosResponse<string>, body: unknown): unknown {
	// A captive portal answers 200 with a page of its own.
	if (response.status !== 204 && (body === undefined || response.status >= 300)) {
		throw new Unreachable('unreadable', { status: response.status });
	}
	return body;
}

function rethrow(error: unknown): never {
	if (!axios.isAxiosError(error) && !axios.isCancel(error)) throw error;
	if (error.code === 'ERR_CANCELED') throw new Unreachable('aborted', { cause: error });
	if (error.code === 'ETIMEDOUT') throw new Unreachable('timeout', { cause: error });
	throw new Unreachable('network', { cause: error });
}

/** Leaves out what is undefined, as axios's own types demand (exactOptionalPropertyTypes). */
function definedOnly(
	{ signal, timeoutMs, headers, ...request }: ApiRequest,
	cookies: CookieJar | undefined,
	language: string | undefined,
) {
	const cookie = cookies?.header();
	return {
		...request,
		...(signal ? { signal } : {}),
		...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
		headers: {
			...headers,
			...(cookie === undefined ? {} : { Cookie: cookie }),
			...(language === undefined ? {} : { 'Accept-Language': language }),
		},
	};
}
