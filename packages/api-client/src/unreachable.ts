/**
 * - `network`: no answer at all (offline, DNS, refused, blocked by CORS)
 * - `timeout`: no answer in time; a write may still have happened, so repeat it with the same key
 * - `aborted`: the caller's own signal
 * - `unreadable`: an answer, but not the API's (a proxy's HTML 502, a captive portal)
 */
export type UnreachableKind = 'network' | 'timeout' | 'aborted' | 'unreadable';

/** The API did not answer. Says nothing about the session: never sign anybody out for it. */
export class Unreachable extends Error {
	override readonly name = 'Unreachable';
	readonly kind: UnreachableKind;
	/** The status of an unreadable answer. */
	readonly status: number | undefined;

	constructor(kind: UnreachableKind, options: { status?: number; cause?: unknown } = {}) {
		super(`The API did not answer (${kind}).`, { cause: options.cause });
		this.kind = kind;
		this.status = options.status;
	}
}
