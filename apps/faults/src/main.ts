/** `npm run faults`: real processes, real faults, and what has to hold all the same. See README.md. */
import { writeFileSync } from 'node:fs';
import { experiments } from './experiments/index.ts';
import { type Row, verdictOf, widen } from './experiment.ts';
import { readOptions } from './options.ts';
import { lines, table } from './report.ts';

const options = readOptions(process.argv.slice(2));
for (const id of options.ids) {
	if (!experiments.some((each) => each.id === id)) {
		const known = experiments.map((each) => each.id).join(', ');
		throw new Error(`There is no experiment ${id}. Known: ${known}.`);
	}
}
// Leaving by process.exit lets what was started be ended; a signal's own way would not.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => process.exit(1));
}
// With --json the standard output is for the result alone.
const say = options.isJson ? console.error : console.log;
if (options.isList) {
	for (const { id, title } of experiments) say(`${id.padEnd(6)}${title}`);
	process.exit(0);
}

if (options.isBusy) say('Times are judged ten times as generously: others may use this machine.');

const results: { id: string; title: string; seconds: number; rows: Row[] }[] = [];
for (const experiment of experiments) {
	const { id, title } = experiment;
	if (options.ids.length > 0 && !options.ids.includes(id)) continue;
	const rows: Row[] = [];
	const started = performance.now();
	say(`\n${id}  ${title}`);
	const report = (seen: Row) => {
		const row = options.isBusy ? widen(seen) : seen;
		rows.push(row);
		say(lines(row).join('\n'));
	};
	try {
		await experiment.run({ ...options, tell: (text) => say(`     … ${text}`) }, report);
	} catch (error) {
		const remark = error instanceof Error ? error.message : String(error);
		report({
			situation: 'the experiment itself',
			measures: [{ what: 'failures', value: 1, atMost: 0 }],
			remarks: remark.split('\n').slice(0, 20),
		});
	}
	results.push({ id, title, seconds: (performance.now() - started) / 1000, rows });
}

for (const { id, seconds } of results) say(`${id.padEnd(6)}${seconds.toFixed(0).padStart(5)} s`);
const verdicts = results.flatMap(({ rows }) => rows.map(verdictOf));
const count = (verdict: string) => verdicts.filter((each) => each === verdict).length;
const withVerdicts = results.map(({ rows, ...experiment }) => ({
	...experiment,
	rows: rows.map((row) => ({ ...row, verdict: verdictOf(row) })),
}));
const json = JSON.stringify(withVerdicts, null, '\t');
if (options.report !== null) writeFileSync(options.report, json);
if (options.isJson) console.log(json);
else console.log(`\n${table(results)}`);
say(
	`\n${String(count('pass'))} pass, ${String(count('FAIL'))} fail, ${String(count('skip'))} skipped`,
);
process.exit(count('FAIL') === 0 ? 0 : 1);
