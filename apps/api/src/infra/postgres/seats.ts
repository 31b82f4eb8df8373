/** A fixed number of places; whoever finds none free waits in line. */
export interface Seats {
	/**
	 * Takes one, as soon as those who came before have theirs.
	 * @throws {Error} when none was free within so many milliseconds
	 */
	take(withinMs: number): Promise<void>;
	/** Frees one that was taken. */
	leave(): void;
	/** How many wait. */
	awaited(): number;
}

/** Makes so many. */
export function createSeats(count: number): Seats {
	/** The longest waiting first. */
	const line = new Set<() => void>();
	let free = count;

	function wait(withinMs: number): Promise<void> {
		return new Promise((resolve, reject) => {
			const sit = () => {
				clearTimeout(timer);
				resolve();
			};
			const timer = setTimeout(() => {
				line.delete(sit);
				reject(new Error('timeout exceeded when waiting for a connection'));
			}, withinMs);
			line.add(sit);
		});
	}

	return {
		async take(withinMs) {
			if (free === 0) return wait(withinMs);
			free -= 1;
		},
		leave() {
			const [longest] = line;
			if (longest === undefined) {
				free += 1;
				return;
			}
			line.delete(longest);
			longest();
		},
		awaited: () => line.size,
	};
}
