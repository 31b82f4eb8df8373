import { existsSync } from 'node:fs';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { ensureWebBuild } from '../serve/web-build.ts';
import { ROOT } from '../setup/root.mjs';
import { findChromium } from './chromium.ts';
import {
	countFaults,
	countPlaywright,
	countVitest,
	CRASHED,
	judge,
	type Counts,
} from './counts.ts';
import {
	failuresOfFaults,
	failuresOfPlaywright,
	failuresOfVitest,
	type Failure,
} from './failures.ts';
import { startPostgres } from './postgres.ts';
import type { FaultsReport, PlaywrightReport, VitestReport } from './reports.ts';
import { withoutLuck } from './second-try.ts';
import type { Suite } from './suites.ts';

/** How a suite ended. */
export interface Outcome {
	readonly counts: Counts;
	readonly failures: readonly Failure[];
}

/** Runs one suite with its output on the terminal, and counts it. A suite that cannot run has failed. */
export async function runSuite(suite: Suite): Promise<Outcome> {
	try {
		if (!existsSync(join(ROOT, suite.folder, 'package.json'))) {
			throw new Error(`${suite.folder} does not exist.`);
		}
		await using resource = await prepare(suite);
		return await runTests(suite, resource.env);
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		console.error(`${suite.name}: ${message}`);
		return { counts: CRASHED, failures: [{ name: suite.name, message, isFlaky: false }] };
	}
}

interface Resource extends AsyncDisposable {
	readonly env: NodeJS.ProcessEnv;
}

async function prepare(suite: Suite): Promise<Resource> {
	// Whatever the person has set: a suite that does not ask for Postgres is the one on SQLite.
	const env: NodeJS.ProcessEnv = { TEST_DATABASE_URL: undefined };
	const dispose = { [Symbol.asyncDispose]: () => Promise.resolve() };
	switch (suite.needs) {
		case 'nothing':
			return { env, ...dispose };
		case 'postgres': {
			const postgres = await startPostgres();
			const stop = () => postgres[Symbol.asyncDispose]();
			return { env: { TEST_DATABASE_URL: postgres.url }, [Symbol.asyncDispose]: stop };
		}
		case 'web-build':
			await ensureWebBuild();
			return { env, ...dispose };
		case 'web-build-and-chromium': {
			const CHROMIUM_PATH = await findChromium(process.env);
			await ensureWebBuild();
			return { env: { ...env, CHROMIUM_PATH }, ...dispose };
		}
	}
}

async function runTests(suite: Suite, env: NodeJS.ProcessEnv): Promise<Outcome> {
	const folder = await mkdtemp(join(tmpdir(), 'postern-report-'));
	const report = join(folder, 'report.json');
	try {
		const { code } = await runCommand('pnpm', ['run', ...commandOf(suite, report)], {
			cwd: join(ROOT, suite.folder),
			env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
			show: 'at-once',
		});
		if (!existsSync(report)) throw new Error('It ended without a report.');
		const { counts, failures } = read(suite, JSON.parse(await readFile(report, 'utf8')));
		return { counts: judge(counts, code), failures };
	} finally {
		await rm(folder, { recursive: true });
	}
}

function commandOf({ runner }: Suite, report: string): readonly string[] {
	switch (runner) {
		case 'faults':
			return ['faults', '--ci', `--report=${report}`];
		case 'playwright':
			return ['test', '--reporter=list,json'];
		case 'vitest':
			return ['test', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
	}
}

function read({ runner, folder }: Suite, report: unknown): Outcome {
	switch (runner) {
		case 'faults': {
			const faults = report as FaultsReport;
			return { counts: countFaults(faults), failures: failuresOfFaults(faults) };
		}
		case 'playwright': {
			const playwright = report as PlaywrightReport;
			return { counts: countPlaywright(playwright), failures: failuresOfPlaywright(playwright) };
		}
		case 'vitest': {
			const vitest = withoutLuck(report as VitestReport);
			const failures = failuresOfVitest(vitest, join(ROOT, folder));
			return { counts: countVitest(vitest), failures };
		}
	}
}
