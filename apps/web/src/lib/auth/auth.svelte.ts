import { Problem, Unreachable, type User } from '@postern/api-client';
import { SessionLost } from './auth-state.ts';
import type {
	AuthOutcome,
	AuthState,
	AuthTransport,
	Credentials,
	Interruption,
	TabMessage,
} from './auth-state.ts';
import type { Farewell } from './farewell.svelte.ts';

/** How long an answer is good for. It saves round trips only: the API checks every request itself. */
const CHECK_CACHE_MS = 20_000;

export interface AuthDeps {
	readonly transport: AuthTransport;
	readonly farewell: Pick<Farewell, 'isPending' | 'begin' | 'tell' | 'cancel' | 'quietly'>;
	/** Milliseconds that never go backwards. */
	readonly now: () => number;
	readonly tellTabs: (message: TabMessage) => void;
	/** Remembers for the next first paint whether somebody is signed in here. */
	readonly hint: (isKnown: boolean) => void;
	/** Drops everything in memory, because the session now belongs to another person. */
	readonly startClean: () => void;
	/** Somebody proved who they are, and the browser dropped the cookie for it. Settles only if the page stays. */
	readonly notKept: () => Promise<unknown>;
}

/** Who is signed in here. One instance a tab; its state is what every page draws from. */
export class Auth {
	state = $state.raw<AuthState>({ kind: 'unknown' });
	/** What waits for a new proof of who is there (step-up); null when nothing does. */
	stepUp = $state.raw<Interruption | null>(null);
	/** Whether a protected page is on the screen. Elsewhere an ended session interrupts nobody. */
	isAtWork = false;
	readonly #deps: AuthDeps;
	#checkedAt = Number.NEGATIVE_INFINITY;
	#check: Promise<AuthOutcome> | null = null;
	#again: PromiseWithResolvers<undefined> | null = null;
	#proof: PromiseWithResolvers<undefined> | null = null;
	/** Counts sign-ins and sign-outs, so that an answer from before the last one is known as late. */
	#epoch = 0;
	/** Why the API last knew nobody here. */
	#refusal = '';

	constructor(deps: AuthDeps) {
		this.#deps = deps;
	}

	/** The person whose page may be on the screen, also while interrupted. */
	get user(): User | null {
		if (this.state.kind === 'unknown') return null;
		if (this.state.kind === 'signed-out') return this.state.interrupted?.user ?? null;
		return this.state.user;
	}

	get epoch(): number {
		return this.#epoch;
	}

	/** Who is signed in, at most 20 s old. Callers at the same time share one request. */
	ensureAuthenticated(): Promise<AuthOutcome> {
		const isFresh = this.#deps.now() - this.#checkedAt < CHECK_CACHE_MS;
		if (this.state.kind === 'signed-in' && isFresh) return Promise.resolve(this.state);
		return this.confirm();
	}

	/** Asks the API now, unless it is being asked already. Never throws. */
	confirm(): Promise<AuthOutcome> {
		if (this.#check) return this.#check;
		const check = this.#ask().finally(() => {
			if (this.#check === check) this.#check = null;
		});
		this.#check = check;
		return check;
	}

	/**
	 * @throws {Problem} invalid_credentials, account_disabled, rate_limited, …
	 * @throws {Unreachable}
	 */
	async signIn(credentials: Credentials): Promise<void> {
		await this.enter(() => this.#deps.transport.login(credentials));
	}

	/**
	 * Signs in by whatever proves who is there: every way in comes through here. Gives what `prove` gives.
	 * @throws what `prove` throws; nothing has changed then
	 */
	async enter<Proof extends { readonly userId: string }>(
		prove: () => Promise<Proof>,
	): Promise<Proof> {
		const proof = await this.#deps.farewell.quietly(prove);
		this.#deps.tellTabs({ kind: 'signed-in', userId: proof.userId });
		this.#refusal = '';
		await this.#welcome(proof.userId);
		// Whoever went on from here would be sent back to the sign-in page, and so for ever.
		if (this.#refusal === 'no_session') await this.#deps.notKept();
		return proof;
	}

	/** Ends the session here at once, then tells the API; false when it could not be told yet. */
	signOut(): Promise<boolean> {
		this.#end({ kind: 'signed-out', cause: 'here' });
		this.#deps.farewell.begin();
		this.#deps.tellTabs({ kind: 'signed-out' });
		return this.#deps.farewell.tell();
	}

	/** Another tab signed in or out; both share the cookie. */
	async hear(message: TabMessage): Promise<void> {
		if (message.kind === 'signed-in') {
			this.#deps.farewell.cancel();
			await this.#welcome(message.userId);
		} else if (this.state.kind !== 'signed-out' || this.state.interrupted) {
			this.#end({ kind: 'signed-out', cause: 'other-tab' });
		}
	}

	/**
	 * Asks the person at the page to sign in again; all who wait share one dialog.
	 * @throws {SessionLost} they signed out, or somebody else signed in
	 */
	signedInAgain(problem: Problem): Promise<unknown> {
		this.#interrupt(problem);
		if (this.user === null) return Promise.reject(new SessionLost());
		this.#again ??= Promise.withResolvers<undefined>();
		return this.#again.promise;
	}

	/**
	 * Asks the person at the page to prove again who they are, which is to sign in again; all who wait share
	 * one dialog.
	 * @throws {SessionLost} they would not, signed out, or somebody else signed in
	 */
	provenAgain(problem: Problem): Promise<unknown> {
		const { user } = this;
		if (user === null) return Promise.reject(new SessionLost());
		this.stepUp ??= { user, problem };
		this.#proof ??= Promise.withResolvers<undefined>();
		return this.#proof.promise;
	}

	/** The person will not prove it now: what waited is not done, and nothing else changes. */
	declineProof(): void {
		this.#endStepUp((proof) => {
			proof.reject(new SessionLost());
		});
	}

	/** A request failed. Only silence of the API makes the session unconfirmed; nothing here ends it. */
	noteFailure(error: unknown): void {
		const isSilence =
			(error instanceof Unreachable && error.kind !== 'aborted') ||
			(error instanceof Problem && error.status === 503);
		if (isSilence && this.state.kind === 'signed-in') {
			this.state = { kind: 'unconfirmed', user: this.state.user };
		}
	}

	async #ask(): Promise<AuthOutcome> {
		const epoch = this.#epoch;
		try {
			// Until the API has heard of a sign-out its cookie still works, and would sign the person in again.
			if (this.#deps.farewell.isPending && !(await this.#deps.farewell.tell())) {
				if (epoch === this.#epoch) this.#end({ kind: 'signed-out', cause: 'here' });
				return this.state;
			}
			const user = await this.#deps.transport.getCurrentUser();
			return epoch === this.#epoch ? this.#accept(user) : this.state;
		} catch (error) {
			return epoch === this.#epoch ? this.#refuse(error) : this.state;
		}
	}

	#accept(user: User): AuthState {
		if (this.user && this.user.id !== user.id) return this.#leave();
		this.#checkedAt = this.#deps.now();
		this.#deps.hint(true);
		this.state = { kind: 'signed-in', user };
		this.#again?.resolve(undefined);
		this.#again = null;
		return this.state;
	}

	#refuse(error: unknown): AuthOutcome {
		if (error instanceof Problem && error.isSessionProblem) {
			this.#refusal = error.code;
			this.#interrupt(error);
			return this.state;
		}
		if (this.state.kind === 'signed-in' || this.state.kind === 'unconfirmed') {
			this.state = { kind: 'unconfirmed', user: this.state.user };
			return this.state;
		}
		return { kind: 'unreachable', error };
	}

	/** The API says the session is over. Whoever was at work stays where they are. */
	#interrupt(problem: Problem): void {
		this.#deps.hint(false);
		if (this.state.kind === 'signed-out') return;
		const { user } = this;
		this.state =
			user && this.isAtWork
				? { kind: 'signed-out', cause: 'api', interrupted: { user, problem } }
				: { kind: 'signed-out', cause: 'api' };
	}

	#end(state: AuthState): void {
		this.#epoch += 1;
		this.#check = null;
		this.#checkedAt = Number.NEGATIVE_INFINITY;
		this.#deps.hint(false);
		this.state = state;
		this.#again?.reject(new SessionLost());
		this.#again = null;
		this.declineProof();
	}

	#endStepUp(settle: (proof: PromiseWithResolvers<undefined>) => void): void {
		if (this.#proof) settle(this.#proof);
		this.#proof = null;
		this.stepUp = null;
	}

	/** The session is somebody else's now: nothing of this person may stay on the screen. */
	#leave(): AuthState {
		this.#end({ kind: 'signed-out', cause: 'other-tab' });
		this.#deps.startClean();
		return this.state;
	}

	/** There is a new session: of the person at this page, or of somebody else. */
	async #welcome(userId: string): Promise<void> {
		this.#epoch += 1;
		this.#check = null;
		const { user } = this;
		if (!user) await this.confirm();
		else if (user.id !== userId) this.#leave();
		else {
			this.#accept(user);
			this.#endStepUp((proof) => {
				proof.resolve(undefined);
			});
		}
	}
}
