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

const NOTHING: ProblemOptions = {};

/** A failure the client is told about, as RFC 9457 describes it. */
export class Problem extends Error {
	readonly kind: ProblemKind;
	readonly detail: string | undefined;
	readonly retryAfterSeconds: number | undefined;
	readonly extensions: Readonly<Record<string, unknown>> | undefined;

	constructor(kind: ProblemKind, options: ProblemOptions = NOTHING) {
		// A refusal is an everyday answer, and walking the stack would be most of its price. Where a
		// problem hides a fault, the cause has the stack.
		const { stackTraceLimit } = Error;
		Error.stackTraceLimit = 0;
		super(kind.code, options.cause === undefined ? undefined : { cause: options.cause });
		Error.stackTraceLimit = stackTraceLimit;
		this.name = 'Problem';
		this.kind = kind;
		this.detail = options.detail;
		this.retryAfterSeconds = options.retryAfterSeconds;
		this.extensions = options.extensions;
	}
}
