import { Problem } from '@postern/api-client';

/**
 * - `asking`: a person has to press the button
 * - `working`: the API is being asked
 * - `done`: the account has this address again
 * - `refused`: for good, or only for now when it may be tried again
 * - `no-token`: there was none in the address, or not a whole one
 */
export type UndoPhase =
	| { readonly kind: 'asking' | 'working' | 'no-token' }
	| { readonly kind: 'done'; readonly email: string }
	| { readonly kind: 'refused'; readonly error: unknown; readonly mayRetry: boolean };

/** What another try with the same link would be answered with again. */
const FINAL: ReadonlySet<string> = new Set([
	'undo_not_valid',
	'undo_expired',
	'undo_used',
	'invalid_request',
]);

export interface EmailUndoDeps {
	readonly undo: (token: string) => Promise<{ readonly email: string }>;
	/** It is done: whoever was signed in here is no more. */
	readonly ondone: (email: string) => void;
}

/**
 * Undoing a change of address with the link of a mail. Nothing is sent before a person presses the button:
 * scanners of mails open links, too, and some of them run scripts.
 */
export class EmailUndo {
	phase = $state.raw<UndoPhase>({ kind: 'asking' });
	readonly #deps: EmailUndoDeps;
	#token: string | null = null;

	constructor(deps: EmailUndoDeps) {
		this.#deps = deps;
	}

	/** Takes the token of a link; null when the address had none. */
	open(token: string | null): void {
		this.#token = token;
		this.phase = { kind: token === null ? 'no-token' : 'asking' };
	}

	/** The person wants it. Never throws. */
	async confirm(): Promise<void> {
		const token = this.#token;
		if (token === null || this.phase.kind === 'working') return;
		this.phase = { kind: 'working' };
		try {
			const { email } = await this.#deps.undo(token);
			this.#token = null;
			this.phase = { kind: 'done', email };
			this.#deps.ondone(email);
		} catch (error) {
			const isFinal = error instanceof Problem && FINAL.has(error.code);
			if (isFinal) this.#token = null;
			this.phase = { kind: 'refused', error, mayRetry: !isFinal };
		}
	}
}
