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
	type FaultsReport,
	type PlaywrightReport,
	type VitestReport,
} from './counts.ts';
import { startPostgres } from './postgres.ts';
import type { Suite } from './suites.ts';

/** Runs one suite with its output on the terminal, and counts it. A suite that cannot run has failed. */
export async function runSuite(suite: Suite): Promise<Counts> {
	try {
		if (!existsSync(join(ROOT, suite.folder, 'package.json'))) {
			throw new Error(`${suite.folder} does not exist.`);
		}
		await using resource = await prepare(suite);
		return await runTests(suite, resource.env);
	} catch (error) {
		console.error(`${suite.name}: ${error instanceof Error ? error.message : String(error)}`);
		return CRASHED;
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

async function runTests(suite: Suite, env: NodeJS.ProcessEnv): Promise<Counts> {
	const folder = await mkdtemp(join(tmpdir(), 'postern-report-'));
	const report = join(folder, 'report.json');
	try {
		const { code } = await runCommand('pnpm', ['run', ...commandOf(suite, report)], {
			cwd: join(ROOT, suite.folder),
			env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
			show: 'at-once',
		});
		return judge(await readCounts(suite, report), code);
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

async function readCounts(suite: Suite, report: string): Promise<Counts> {
	if (!existsSync(report)) return CRASHED;
	const content: unknown = JSON.parse(await readFile(report, 'utf8'));
	switch (suite.runner) {
		case 'faults':
			return countFaults(content as FaultsReport);
		case 'playwright':
			return countPlaywright(content as PlaywrightReport);
		case 'vitest':
			return countVitest(content as VitestReport);
	}
}
