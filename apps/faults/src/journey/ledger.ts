/** One request and what became of it. */
export interface Entry {
	/** What it was for, like `list to-dos`. */
	readonly name: string;
	/** When it was sent and answered, on the clock of `performance.now()`. */
	readonly sentAt: number;
	readonly tookMs: number;
	/** Null when no answer came. */
	readonly status: number | null;
	/** Whether the answer is the one that a healthy API gives, content and all. */
	readonly isRight: boolean;
	/** For people: what was wrong. */
	readonly remark: string;
	/** The port of the replica that answered; unset where nobody said. */
	readonly servedBy?: string;
}

/** Everything that was asked and answered. */
export interface Ledger {
	add(entry: Entry): void;
	all(): readonly Entry[];
	/** Those sent and answered between two times. */
	within(from: number, to: number): readonly Entry[];
	wrong(): readonly Entry[];
}

/** An empty one. */
export function createLedger(): Ledger {
	const entries: Entry[] = [];
	return {
		add: (entry) => void entries.push(entry),
		all: () => entries,
		within: (from, to) =>
			entries.filter(({ sentAt, tookMs }) => sentAt >= from && sentAt + tookMs <= to),
		wrong: () => entries.filter(({ isRight }) => !isRight),
	};
}

/** What was wrong, counted: `list to-dos: 502 ×3`. */
export function describeWrong(entries: readonly Entry[]): string[] {
	const counts = new Map<string, number>();
	for (const { isRight, name, remark } of entries) {
		if (!isRight) counts.set(`${name}: ${remark}`, (counts.get(`${name}: ${remark}`) ?? 0) + 1);
	}
	return [...counts].map(([what, count]) => `${what} ×${String(count)}`);
}
