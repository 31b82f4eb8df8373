/** How unlike two samples are. */
export interface Comparison {
	/** The largest distance between the two distributions, 0 to 1. */
	readonly distance: number;
	/** How often two samples of one and the same distribution would be as unlike. */
	readonly p: number;
}

const TERMS = 100;

/**
 * The two-sample Kolmogorov-Smirnov test. It asks about whole distributions, so that two times of equal
 * mean but different shape do not pass as the same.
 */
export function compare(first: readonly number[], second: readonly number[]): Comparison {
	const left = first.toSorted((a, b) => a - b);
	const right = second.toSorted((a, b) => a - b);
	let distance = 0;
	for (let at = 0, other = 0; at < left.length && other < right.length;) {
		const value = Math.min(left[at] ?? Infinity, right[other] ?? Infinity);
		while ((left[at] ?? Infinity) <= value) at += 1;
		while ((right[other] ?? Infinity) <= value) other += 1;
		distance = Math.max(distance, Math.abs(at / left.length - other / right.length));
	}
	const size = Math.sqrt((left.length * right.length) / (left.length + right.length));
	return { distance, p: tail((size + 0.12 + 0.11 / size) * distance) };
}

/** The chance of a larger value of Kolmogorov's distribution. */
function tail(value: number): number {
	if (value < 0.3) return 1;
	let sum = 0;
	for (let term = 1; term <= TERMS; term += 1) {
		sum += (term % 2 === 1 ? 2 : -2) * Math.exp(-2 * (term * value) ** 2);
	}
	return Math.min(1, Math.max(0, sum));
}
