import { median } from '../report.ts';
import type { Sent } from './wire.ts';
import type { Visit } from './visit.ts';

/** A row's name, and what a visit says to it; null where it has no answer. */
export type Figure = readonly [name: string, of: (visit: Visit) => number | null, digits?: number];

/** Requests and kilobytes that had come by a moment, or in all. */
function wire(name: string, until: (visit: Visit) => number | null): readonly Figure[] {
	const come = (visit: Visit): readonly Sent[] => {
		const at = until(visit);
		return visit.sent.filter(({ end }) => end !== null && end <= (at ?? 0));
	};
	return [
		[`requests ${name}`, (visit) => come(visit).length],
		[`kB ${name}`, (visit) => come(visit).reduce((sum, { bytes }) => sum + bytes, 0) / 1000, 1],
	];
}

const inAll = (): number => Number.POSITIVE_INFINITY;
const mainThread: readonly Figure[] = [
	['main thread busy, ms', ({ tasks }) => tasks],
	['  of it scripts, ms', ({ scripts }) => scripts],
	['long tasks', ({ seen }) => seen.longTasks],
	['total blocking time, ms', ({ seen }) => seen.blocked],
	['layout shift (CLS)', ({ seen }) => seen.shift, 3],
];

/** The sign-in page, in a browser that was never here. */
export const SIGN_IN: readonly Figure[] = [
	['first paint (FCP), ms', ({ seen }) => seen.firstPaint],
	['largest paint (LCP), ms', ({ seen }) => seen.largestPaint],
	['form usable, ms', ({ seen }) => seen.form],
	['app has started, ms', ({ seen }) => seen.started],
	...wire('to first paint', ({ seen }) => seen.firstPaint),
	...wire('to the usable form', ({ seen }) => seen.form),
	...wire('in all', inAll),
	...mainThread,
];

/** From the first byte of the sign-in page to the list, by somebody who types as soon as there is a form. */
export const WAY: readonly Figure[] = [
	['form usable, ms', ({ seen }) => seen.form],
	['list on the screen, ms', ({ seen }) => seen.list],
	...wire('in all', inAll),
	...mainThread,
];

/** The list once more, in the same browser. */
export const RELOAD: readonly Figure[] = [
	['first paint (FCP), ms', ({ seen }) => seen.firstPaint],
	['list on the screen, ms', ({ seen }) => seen.list],
	...wire('in all', inAll),
	...mainThread,
];

const NAME_WIDTH = 30;
const CELL_WIDTH = 26;

/** A table: a row for each figure, a column for each app; the median, and from where to where it went. */
export function table(
	title: string,
	figures: readonly Figure[],
	columns: Readonly<Record<string, readonly Visit[]>>,
): string {
	const line = (name: string, cells: readonly string[]) =>
		`${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(CELL_WIDTH)).join('')}`;
	return [
		`\n${line(title, Object.keys(columns))}`,
		...figures.map(([name, of, digits = 0]) =>
			line(
				name,
				Object.values(columns).map((visits) => cell(visits.map(of), digits)),
			),
		),
	].join('\n');
}

function cell(values: readonly (number | null)[], digits: number): string {
	const numbers = values.filter((value) => value !== null);
	if (numbers.length === 0) return '-';
	const [low, middle, high] = [
		...[Math.min(...numbers), median(numbers), Math.max(...numbers)],
	].map((each) => each.toFixed(digits));
	return low === high ? (middle ?? '') : `${middle ?? ''} (${low ?? ''}..${high ?? ''})`;
}
