/** Remembers across reloads and tabs that the API still has to hear of a sign-out. */
export interface PendingFlag {
	get(): boolean;
	set(isPending: boolean): void;
}

export interface FarewellDeps {
	readonly logout: (signal: AbortSignal) => Promise<void>;
	readonly flag: PendingFlag;
}

/**
 * Telling the API about a sign-out, which has already happened here. Until it is told, the session
 * lives on the server, so this does not forget: not on a reload, and not in the face of an outage.
 */
export class Farewell {
	/** `untold`: the last try failed. */
	status = $state.raw<'idle' | 'telling' | 'untold' | 'told'>('idle');
	readonly #deps: FarewellDeps;
	#quiet = 0;
	#telling: { promise: Promise<boolean>; abort: AbortController } | null = null;

	constructor(deps: FarewellDeps) {
		this.#deps = deps;
	}

	get isPending(): boolean {
		return this.#deps.flag.get();
	}

	begin(): void {
		this.#deps.flag.set(true);
	}

	/** Runs a sign-in and says nothing meanwhile: a logout that arrives late would clear the new cookie. */
	async quietly<T>(signIn: () => Promise<T>): Promise<T> {
		this.#telling?.abort.abort();
		this.#telling = null;
		this.#quiet += 1;
		try {
			const result = await signIn();
			this.cancel();
			return result;
		} finally {
			this.#quiet -= 1;
		}
	}

	/** Tells the API if there is something to tell. True when nothing is left to tell. Never throws. */
	tell(): Promise<boolean> {
		// Another tab may have told it, or somebody has signed in since: a logout now would hit them.
		if (!this.isPending) {
			if (this.status === 'untold') this.status = 'told';
			return Promise.resolve(true);
		}
		if (this.#quiet > 0) return Promise.resolve(false);
		if (this.#telling) return this.#telling.promise;
		const abort = new AbortController();
		const telling = { promise: this.#send(abort.signal), abort };
		this.#telling = telling;
		void telling.promise.then(() => {
			if (this.#telling === telling) this.#telling = null;
		});
		return telling.promise;
	}

	/** Somebody signs in here: the new session takes the place of the old one, nothing is to be told. */
	cancel(): void {
		this.#telling?.abort.abort();
		this.#telling = null;
		this.#deps.flag.set(false);
		this.status = 'idle';
	}

	async #send(signal: AbortSignal): Promise<boolean> {
		const hadFailed = this.status === 'untold';
		if (!hadFailed) this.status = 'telling';
		try {
			await this.#deps.logout(signal);
			if (signal.aborted) return true;
			this.#deps.flag.set(false);
			this.status = hadFailed ? 'told' : 'idle';
			return true;
		} catch {
			if (signal.aborted) return true;
			this.status = 'untold';
			return false;
		}
	}
}
