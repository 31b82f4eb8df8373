/** Moments that a page counts down to, by their names. */
export class Deadlines<Name extends string> {
	/** Whole seconds, as of the last tick. */
	left: Readonly<Record<Name, number>>;
	readonly #now: () => number;
	#at: Readonly<Record<Name, number>>;

	/**
	 * @param none the names, each with a zero
	 * @param now milliseconds
	 */
	constructor(none: Readonly<Record<Name, number>>, now: () => number) {
		this.left = $state.raw(none);
		this.#at = none;
		this.#now = now;
	}

	start(name: Name, seconds: number): void {
		this.#at = { ...this.#at, [name]: this.#now() + seconds * 1000 };
		this.left = { ...this.left, [name]: seconds };
	}

	/** Brings `left` up to now and gives the names of those that have come to their end since. */
	tick(): readonly Name[] {
		const now = this.#now();
		const before = this.left;
		const names = Object.keys(before) as Name[];
		const left: Record<Name, number> = { ...before };
		for (const name of names) left[name] = Math.max(0, Math.ceil((this.#at[name] - now) / 1000));
		if (names.some((name) => left[name] !== before[name])) this.left = left;
		return names.filter((name) => before[name] > 0 && left[name] === 0);
	}
}
