import type { ProblemKind } from './kinds.ts';

/** What one occurrence may add to its kind. Everything but `cause` reaches the client. */
export interface ProblemOptions {
	/** A sentence about this occurrence. Never internals, never another person's data. */
	readonly detail?: string;
	/** Seconds until a retry makes sense; sent as `Retry-After`. */
	readonly retryAfterSeconds?: number;
	/** Further members of the document (RFC 9457, section 3.2). */
	readonly extensions?: Readonly<Record<string, unknown>>;
	/** For the log only. */
	readonly cause?: unknown;
}

/** A failure the client is told about, as RFC 9457 describes it. */
export class Problem extends Error {
	override readonly name = 'Problem';
	readonly kind: ProblemKind;
	readonly detail: string | undefined;
	readonly retryAfterSeconds: number | undefined;
	readonly extensions: Readonly<Record<string, unknown>>;

	constructor(kind: ProblemKind, options: ProblemOptions = {}) {
		super(kind.code, { cause: options.cause });
		this.kind = kind;
		this.detail = options.detail;
		this.retryAfterSeconds = options.retryAfterSeconds;
		this.extensions = options.extensions ?? {};
	}
}
