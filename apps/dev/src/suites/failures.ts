import { stripVTControlCharacters } from 'node:util';
import type { FaultsReport, PlaywrightReport, PlaywrightSuite, VitestReport } from './reports.ts';
import { isSecondTry } from './second-try.ts';

/** A test that needs somebody's eyes. */
export interface Failure {
	/** The file and the test's title. */
	readonly name: string;
	/** Why, in the runner's words. */
	readonly message: string;
	/** Whether it passed at another try: it counts as passed, and a race is in it or in the page. */
	readonly isFlaky: boolean;
}

const FAILURES_SHOWN = 20;
const LINES_SHOWN = 12;
const COLUMNS_SHOWN = 300;

/** What failed in a run of Vitest, and what passed only at another try. @param folder the report's paths are shown from there */
export function failuresOfVitest(report: VitestReport, folder: string): readonly Failure[] {
	return report.testResults.flatMap(({ name, status, message = '', assertionResults }) => {
		const file = name.replace(`${folder}/`, '');
		const failed = assertionResults.filter((each) => each.status === 'failed');
		if (failed.length === 0 && status === 'failed') {
			return [{ name: file, message, isFlaky: false }];
		}
		return [...failed, ...assertionResults.filter(isSecondTry)].map((each) => ({
			name: `${file}  ${each.fullName}`,
			message: (each.failureMessages ?? []).join('\n'),
			isFlaky: each.status !== 'failed',
		}));
	});
}

/** What failed in a run of Playwright, and what passed only at another try. */
export function failuresOfPlaywright(report: PlaywrightReport): readonly Failure[] {
	const outside = report.errors.map(({ message = '' }) => ({
		...{ name: 'outside of tests', message, isFlaky: false },
	}));
	return [...report.suites.flatMap((suite) => failuresOfGroup(suite, [])), ...outside];
}

function failuresOfGroup(suite: PlaywrightSuite, path: readonly string[]): readonly Failure[] {
	const own = suite.specs.flatMap(({ title, file, tests }) =>
		tests
			.filter(({ status }) => status === 'unexpected' || status === 'flaky')
			.map(({ status, results }) => ({
				name: [file, ...path, title].join('  '),
				message: results.find(({ error }) => error !== undefined)?.error?.message ?? '',
				isFlaky: status === 'flaky',
			})),
	);
	const inner = suite.suites?.flatMap((each) => failuresOfGroup(each, [...path, each.title]));
	return [...own, ...(inner ?? [])];
}

/** The situations in which an experiment did not hold. Their figures stand in its own table. */
export function failuresOfFaults(report: FaultsReport): readonly Failure[] {
	return report.flatMap(({ id, rows }) =>
		rows
			.filter(({ verdict }) => verdict === 'FAIL')
			.map(({ situation }) => ({ name: `${id}  ${situation}`, message: '', isFlaky: false })),
	);
}

function describeFailure({ name, message, isFlaky }: Failure): string {
	const lines = stripVTControlCharacters(message)
		.split('\n')
		.filter((line) => line.trim() !== '' && !/^\s+at .*node_modules/.test(line))
		.slice(0, LINES_SHOWN)
		.map((line) => `    ${line.slice(0, COLUMNS_SHOWN)}`);
	return [`${isFlaky ? 'at another try' : 'FAILED'}  ${name}`, ...lines].join('\n');
}

/** A suite's failures for the end of a run, each with as much of its message as says what was wrong. */
export function describeFailures(failures: readonly Failure[]): string {
	const left = failures.length - FAILURES_SHOWN;
	const more = left > 0 ? [`… and ${left} more`] : [];
	return [...failures.slice(0, FAILURES_SHOWN).map(describeFailure), ...more].join('\n');
}
