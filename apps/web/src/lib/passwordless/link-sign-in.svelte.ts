import { Problem } from '@postern/api-client';
import type { Auth } from '#lib/auth/auth.svelte.ts';
import type { RequestMemory } from './request-memory.ts';
import type { PasswordlessTransport } from './transport.ts';

/**
 * - `opening`: the API is being asked
 * - `unconfirmed`: another browser asked for the mail, and a person has to say that they want this
 * - `refused`: for good, or only for now when the same link may be tried again
 * - `no-token`: there was none in the address, or not a whole one
 * - `done`: signed in
 */
export type LinkPhase =
	| { readonly kind: 'opening' | 'unconfirmed' | 'no-token' | 'done' }
	| { readonly kind: 'refused'; readonly error: unknown; readonly mayRetry: boolean };

/** What another try with the same link would be answered with again. */
const FINAL: ReadonlySet<string> = new Set([
	'link_not_valid',
	'link_other_browser',
	'auth_request_expired',
	'auth_request_used',
	'sign_up_closed',
	'account_disabled',
	'invalid_request',
]);

export interface LinkSignInDeps {
	readonly transport: Pick<PasswordlessTransport, 'verifyLink' | 'find'>;
	readonly memory: Pick<RequestMemory, 'get' | 'forget'>;
	readonly auth: Pick<Auth, 'enter' | 'confirm'>;
	/** Told where the sign-in leads, before anybody hears that it has happened. */
	readonly arrive: (redirectTo: string | null) => void;
}

/** Signing in with the link of a mail. The token is in this object alone and leaves it for the API alone. */
export class LinkSignIn {
	phase = $state.raw<LinkPhase>({ kind: 'opening' });
	/** The address of the request that this browser has under way; asked for once a link is refused. */
	knownEmail = $state.raw<string | null>(null);
	/** Somebody is signed in here, although this link did not do it. */
	isSignedIn = $state.raw(false);
	readonly #deps: LinkSignInDeps;
	#token = '';
	#isConfirmed = false;
	/** Counts the links that were opened in this tab: only the last one counts. */
	#turn = 0;

	constructor(deps: LinkSignInDeps) {
		this.#deps = deps;
	}

	/** Takes the token of a link; null when the address had none. Never throws. */
	async open(token: string | null): Promise<void> {
		this.#isConfirmed = false;
		this.#token = token ?? '';
		if (token !== null) await this.#send();
		else await this.#doWithout();
	}

	/** The person wants to be signed in here, although another browser asked. Never throws. */
	async confirm(): Promise<void> {
		this.#isConfirmed = true;
		await this.#send();
	}

	/** Sends the same token again, after a refusal that was none for good. Never throws. */
	async retry(): Promise<void> {
		await this.#send();
	}

	async #send(): Promise<void> {
		if (this.#token === '') return;
		this.#turn += 1;
		const turn = this.#turn;
		const wasTried = this.phase.kind === 'refused';
		this.phase = { kind: 'opening' };
		try {
			await this.#deps.auth.enter(async () => {
				const proof = await this.#deps.transport.verifyLink(this.#token, this.#isConfirmed);
				this.#deps.memory.forget();
				this.#deps.arrive(proof.redirectTo);
				return proof;
			});
			this.#finish({ kind: 'done' });
		} catch (error) {
			if (turn === this.#turn) await this.#refuse(error, wasTried);
		}
	}

	async #refuse(error: unknown, wasTried: boolean): Promise<void> {
		const code = error instanceof Problem ? error.code : null;
		if (code === 'link_needs_confirmation') {
			this.phase = { kind: 'unconfirmed' };
			return;
		}
		this.isSignedIn = code === 'auth_request_used' && (await this.#isAnybodySignedIn());
		// The first try may have worked, and only its answer got lost.
		if (this.isSignedIn && wasTried) this.#finish({ kind: 'done' });
		else if (code !== null && FINAL.has(code)) {
			this.#finish({ kind: 'refused', error, mayRetry: false });
			this.knownEmail = await this.#askForEmail();
		} else this.phase = { kind: 'refused', error, mayRetry: true };
	}

	/** A reload after the link has worked, or a mail program that cut the token off. */
	async #doWithout(): Promise<void> {
		this.#finish({ kind: (await this.#isAnybodySignedIn()) ? 'done' : 'no-token' });
	}

	async #isAnybodySignedIn(): Promise<boolean> {
		return (await this.#deps.auth.confirm()).kind === 'signed-in';
	}

	async #askForEmail(): Promise<string | null> {
		const id = this.#deps.memory.get();
		if (id === null) return null;
		return this.#deps.transport.find(id).then(
			({ email }) => email,
			() => null,
		);
	}

	#finish(phase: LinkPhase): void {
		this.#token = '';
		this.phase = phase;
	}
}
