import { ProblemCode } from './generated/schemas/problem-code.ts';

/** The 401 codes that mean: whoever sent this has no live session (any more). */
const SESSION_CODES: ReadonlySet<string> = new Set([
	'no_session',
	'session_expired_idle',
	'session_expired_absolute',
	'session_ended',
	'account_disabled',
]);

/** One field that the API refused, by its dotted path (`title`). */
export interface FieldError {
	readonly path: string;
	readonly message: string;
	/** Of a password that is refused: why, in a word that stays the same. */
	readonly reason?: string;
}

export interface ProblemInit {
	readonly status: number;
	readonly code: string;
	readonly title: string;
	readonly detail?: string | undefined;
	readonly requestId?: string | undefined;
	readonly errors?: readonly FieldError[] | undefined;
	readonly endedAt?: string | undefined;
	readonly reason?: string | undefined;
	readonly retryAfterSeconds?: number | undefined;
	readonly triesLeft?: number | undefined;
	readonly passwordlessType?: string | undefined;
}

/**
 * An error answer of the API (RFC 9457). Switch on `code`; the sentences are for logs.
 *
 * `code` is the closed union of the contract and `'unrecognized'`, which stands for a code that a newer
 * server sends and this client does not know; `rawCode` always holds what was on the wire.
 */
export class Problem extends Error {
	override readonly name = 'Problem';
	readonly status: number;
	readonly code: ProblemCode | 'unrecognized';
	readonly rawCode: string;
	readonly title: string;
	readonly detail: string | undefined;
	/** Quote it in a report: it finds the line in the server's log. */
	readonly requestId: string | undefined;
	readonly errors: readonly FieldError[];
	/** From Retry-After; undefined where the server does not say. */
	readonly retryAfterSeconds: number | undefined;
	/** When the session ended (ISO 8601), for `session_ended`. */
	readonly endedAt: string | undefined;
	/** Why it ended, for `session_ended`, as docs/errors.md lists. */
	readonly reason: string | undefined;
	/** How many more codes this auth request takes, for `code_wrong`. */
	readonly triesLeft: number | undefined;
	/** What the mail carries besides the link that was refused: LINK or LINK_CODE. */
	readonly passwordlessType: string | undefined;

	constructor(init: ProblemInit) {
		super(`${init.code}: ${init.detail ?? init.title}`);
		this.status = init.status;
		this.code = isProblemCode(init.code) ? init.code : 'unrecognized';
		this.rawCode = init.code;
		this.title = init.title;
		this.detail = init.detail;
		this.requestId = init.requestId;
		this.errors = init.errors ?? [];
		this.retryAfterSeconds = init.retryAfterSeconds;
		this.endedAt = init.endedAt;
		this.reason = init.reason;
		this.triesLeft = init.triesLeft;
		this.passwordlessType = init.passwordlessType;
	}

	/** True for the answers that end a session, and for no others: an outage is not a sign-out. */
	get isSessionProblem(): boolean {
		return this.status === 401 && SESSION_CODES.has(this.rawCode);
	}
}

/** Reads a problem document; null for anything else (a proxy's error page, an empty body). */
export function parseProblem(
	status: number,
	body: unknown,
	retryAfterSeconds?: number,
): Problem | null {
	if (!isRecord(body) || typeof body['code'] !== 'string') return null;
	return new Problem({
		status,
		code: body['code'],
		title: text(body['title']) ?? body['code'],
		detail: text(body['detail']),
		requestId: text(body['requestId']),
		errors: Array.isArray(body['errors']) ? body['errors'].filter(isFieldError) : [],
		endedAt: text(body['endedAt']),
		reason: text(body['reason']),
		triesLeft: typeof body['triesLeft'] === 'number' ? body['triesLeft'] : undefined,
		passwordlessType: text(body['passwordlessType']),
		retryAfterSeconds,
	});
}

function isProblemCode(code: string): code is ProblemCode {
	return Object.hasOwn(ProblemCode, code);
}

function isFieldError(value: unknown): value is FieldError {
	return (
		isRecord(value) &&
		typeof value['path'] === 'string' &&
		typeof value['message'] === 'string' &&
		['string', 'undefined'].includes(typeof value['reason'])
	);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}
