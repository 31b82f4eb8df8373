/** Seconds left until something is allowed again. Make it while a component is being set up. */
export class Countdown {
	secondsLeft = $state.raw(0);
	/** The number it started with: what a screen reader hears once, in place of every tick. */
	from = $state.raw(0);
	#endsAt = 0;

	constructor() {
		$effect(() => {
			if (this.from === 0) return;
			const timer = setInterval(() => {
				this.#tick();
			}, 250);
			return () => {
				clearInterval(timer);
			};
		});
	}

	start(seconds: number): void {
		this.#endsAt = Date.now() + seconds * 1000;
		this.from = seconds;
		this.secondsLeft = seconds;
	}

	#tick(): void {
		// From the clock, so that a tab that slept does not count what is over.
		this.secondsLeft = Math.max(0, Math.ceil((this.#endsAt - Date.now()) / 1000));
		if (this.secondsLeft === 0) this.from = 0;
	}
}
