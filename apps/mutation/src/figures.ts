/** Of a hundred mutants that a test could notice, how many have to be. */
export const SCORE_MIN = 80;

/** A mutant, as far as it counts. */
export interface Judged {
	/** `Killed`, `Timeout`, `Survived`, `NoCoverage`; anything else is no verdict on the tests. */
	readonly status: string;
}

/** What came out of a part. */
export interface Figures {
	readonly part: string;
	readonly mutants: number;
	readonly killed: number;
	readonly timeout: number;
	/** Met by a test that noticed nothing. */
	readonly survived: number;
	/** Met by no test. */
	readonly unmet: number;
	/** 0 to 100. Of no mutants at all it is 0, since a part that mutates nothing shows nothing. */
	readonly score: number;
	readonly minutes: number;
}

/** Counts verdicts. What does not run at all, or was set aside with a reason in the code, counts neither way. */
export function figuresOf(part: string, mutants: readonly Judged[], minutes: number): Figures {
	const count = (status: string) => mutants.filter((mutant) => mutant.status === status).length;
	const [killed, timeout] = [count('Killed'), count('Timeout')];
	const [survived, unmet] = [count('Survived'), count('NoCoverage')];
	const judged = killed + timeout + survived + unmet;
	const score = judged === 0 ? 0 : (100 * (killed + timeout)) / judged;
	return { part, mutants: judged, killed, timeout, survived, unmet, score, minutes };
}

/** The figures as text, one line for each part. */
export function tableOf(all: readonly Figures[]): string {
	const head = ['mutants', 'killed', 'timeout', 'survived', 'unmet', 'score', 'minutes'];
	const line = (name: string, cells: readonly string[]) =>
		[name.padEnd(22), ...cells.map((cell) => cell.padStart(9))].join('');
	return [
		line('', head),
		...all.map(({ part, mutants, killed, timeout, survived, unmet, score, minutes }) =>
			line(part, [
				...[mutants, killed, timeout, survived, unmet].map(String),
				`${score.toFixed(1)}%${score < SCORE_MIN ? '!' : ''}`,
				minutes.toFixed(1),
			]),
		),
	].join('\n');
}
