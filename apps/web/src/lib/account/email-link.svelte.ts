import { Problem } from '@postern/api-client';
import { SessionLost } from '#lib/auth/auth-state.ts';
import type { WithSession } from '#lib/auth/with-session.ts';

/**
 * - `opening`: the API is being asked
 * - `unconfirmed`: another browser asked for the mail, and a person has to say that they want this
 * - `done`: the account has this address
 * - `refused`: for good, or only for now when the same link may be tried again
 * - `no-token`: there was none in the address, or not a whole one
 */
export type EmailLinkPhase =
	| { readonly kind: 'opening' | 'unconfirmed' | 'no-token' }
	| { readonly kind: 'done'; readonly email: string }
	| { readonly kind: 'refused'; readonly error: unknown; readonly mayRetry: boolean };

/** What another try with the same link would be answered with again. */
const FINAL: ReadonlySet<string> = new Set([
	'link_not_valid',
	'link_other_browser',
	'auth_request_expired',
	'auth_request_used',
	'email_taken',
	'invalid_request',
]);

export interface EmailLinkDeps {
	readonly verify: (token: string, isConfirmed: boolean) => Promise<{ readonly email: string }>;
	readonly withSession: WithSession;
	/** The account has another address. */
	readonly onchanged: () => void;
}

/** Confirming a new address with the link of the mail, by the person who is signed in. */
export class EmailLink {
	phase = $state.raw<EmailLinkPhase>({ kind: 'opening' });
	readonly #deps: EmailLinkDeps;
	#token: string | null = null;

	constructor(deps: EmailLinkDeps) {
		this.#deps = deps;
	}

	/** Takes the token of a link; null when the address had none. Never throws. */
	async open(token: string | null): Promise<void> {
		this.#token = token;
		if (token === null) this.phase = { kind: 'no-token' };
		else await this.send(false);
	}

	/** Sends the token, again if need be. Never throws. */
	async send(isConfirmed: boolean): Promise<void> {
		const token = this.#token;
		if (token === null) return;
		this.phase = { kind: 'opening' };
		try {
			const { email } = await this.#deps.withSession(() => this.#deps.verify(token, isConfirmed));
			this.#token = null;
			this.phase = { kind: 'done', email };
			this.#deps.onchanged();
		} catch (error) {
			this.#refuse(error);
		}
	}

	#refuse(error: unknown): void {
		const code = error instanceof Problem ? error.code : '';
		if (code === 'link_needs_confirmation') this.phase = { kind: 'unconfirmed' };
		else if (error instanceof SessionLost || !FINAL.has(code)) {
			this.phase = { kind: 'refused', error, mayRetry: true };
		} else {
			this.#token = null;
			this.phase = { kind: 'refused', error, mayRetry: false };
		}
	}
}
