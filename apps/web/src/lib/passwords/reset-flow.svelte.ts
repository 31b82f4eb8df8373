import { Problem } from '@postern/api-client';
import { faultAtHome, faultOf } from './new-password.ts';

/** Where somebody is who opened a link to a new password. */
export type ResetPhase =
	| { readonly kind: 'opening' | 'no-token' }
	| { readonly kind: 'choosing' | 'done'; readonly email: string }
	/** The link is no good, or nobody could be asked, and then another try may help. */
	| { readonly kind: 'refused'; readonly error: unknown; readonly mayRetry: boolean };

export interface ResetFlowDeps {
	check(token: string): Promise<{ readonly email: string }>;
	reset(token: string, newPassword: string): Promise<{ readonly email: string }>;
	/** The password is set, and every session has ended: the one of this browser as well. */
	onreset(): void;
}

/** From the link in a mail to a new password. */
export class ResetFlow {
	phase = $state.raw<ResetPhase>({ kind: 'opening' });
	password = $state.raw('');
	isBusy = $state(false);
	/** What is wrong with the password. */
	fault = $state.raw<string>();
	/** Why it was not set, unless that says it. */
	failure = $state.raw<unknown>(null);
	readonly #deps: ResetFlowDeps;
	#token: string | null = null;

	constructor(deps: ResetFlowDeps) {
		this.#deps = deps;
	}

	/** Looks at the link before anybody types. */
	async open(token: string | null): Promise<void> {
		this.#token = token;
		this.#forget();
		if (token === null) {
			this.phase = { kind: 'no-token' };
			return;
		}
		this.phase = { kind: 'opening' };
		try {
			const { email } = await this.#deps.check(token);
			// Another link may have been opened in this tab meanwhile.
			if (this.#token === token) this.phase = { kind: 'choosing', email };
		} catch (error) {
			if (this.#token === token) this.#refuse(error);
		}
	}

	retry(): Promise<void> {
		return this.open(this.#token);
	}

	/** Whatever happens, what was typed stays, until it is the password. */
	async submit(): Promise<void> {
		if (this.isBusy || this.#token === null) return;
		this.failure = null;
		this.fault = faultAtHome(this.password);
		if (this.fault !== undefined) return;
		this.isBusy = true;
		try {
			const { email } = await this.#deps.reset(this.#token, this.password);
			this.#forget();
			this.phase = { kind: 'done', email };
			this.#deps.onreset();
		} catch (error) {
			this.fault = faultOf(error, 'newPassword');
			if (this.fault === undefined && isFinal(error)) this.#refuse(error);
			else if (this.fault === undefined) this.failure = error;
		} finally {
			this.isBusy = false;
		}
	}

	#refuse(error: unknown): void {
		this.phase = { kind: 'refused', error, mayRetry: !isFinal(error) };
	}

	#forget(): void {
		this.password = '';
		this.fault = undefined;
		this.failure = null;
	}
}

/** Whether the link itself is refused, which no other try changes. */
function isFinal(error: unknown): boolean {
	return (
		error instanceof Problem && error.status < 500 && error.status !== 429 && error.status !== 403
	);
}
