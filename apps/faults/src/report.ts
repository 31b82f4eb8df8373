import { holds, type Measure, type Row, verdictOf } from './experiment.ts';

/** A number as people write it: `12`, `0.4 s`, `1834 ms`. */
function figure({ value, unit }: Measure): string {
	const digits = Number.isInteger(value) || unit === 'ms' ? 0 : value < 10 ? 2 : 1;
	const number = value.toFixed(digits);
	return unit === undefined ? number : `${number} ${unit}`;
}

function bound({ atMost, atLeast, unit = '' }: Measure): string {
	const bounds = [
		...(atLeast === undefined ? [] : [`≥ ${String(atLeast)}`]),
		...(atMost === undefined ? [] : [atMost === 0 ? '0' : `≤ ${String(atMost)}`]),
	];
	return bounds.length === 0 ? '' : ` (wanted: ${bounds.join(', ')}${unit && ` ${unit}`})`;
}

/** A row as lines of text: the verdict and the situation, then a figure a line. */
export function lines(row: Row): string[] {
	const head = `  ${verdictOf(row)}  ${row.situation}`;
	if (row.skipped !== undefined) return [`${head}: ${row.skipped}`];
	return [
		head,
		...row.measures.map(
			(measure) =>
				`     ${holds(measure) ? ' ' : '✗'} ${measure.what}: ${figure(measure)}${bound(measure)}`,
		),
		...(row.remarks ?? []).map((remark) => `       ${remark}`),
	];
}

/** All rows as a table in Markdown, as docs/operations.md has it. */
export function table(
	results: readonly { readonly id: string; readonly rows: readonly Row[] }[],
): string {
	const cells = results.flatMap(({ id, rows }) =>
		rows.map((row) => {
			const figures = row.measures.map((measure) => `${measure.what}: ${figure(measure)}`);
			return `| ${id} | ${row.situation} | ${row.skipped ?? figures.join('; ')} | ${verdictOf(row)} |`;
		}),
	);
	return ['| | situation | figures | verdict |', '| - | - | - | - |', ...cells].join('\n');
}
