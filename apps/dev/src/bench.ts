import { runCommand } from './run-command.ts';
import { ensureWebBuild } from './serve/web-build.ts';
import { findChromium } from './suites/chromium.ts';
import { startPostgres } from './suites/postgres.ts';

/** What needs no Postgres. */
const WITHOUT_POSTGRES = new Set(['checked', 'peers', 'sign-in', 'sizes']);

/**
 * `npm run bench`: Postern beside a bare route and beside what people would pick instead; arguments as in
 * apps/bench/src/main.ts and options.ts.
 * `npm run bench spa`: the built app in a browser, beside a plain one.
 * `npm run bench timing`: whether a clock tells known addresses from unknown ones.
 */
export async function run(args: readonly string[]): Promise<number> {
	const [first = '', ...others] = args;
	if (first === 'timing') return runBench(['timing', ...others]);
	if (first === 'spa') {
		await ensureWebBuild();
		return runBench(['bench', ...args], { CHROMIUM_PATH: await findChromium(process.env) });
	}
	if (WITHOUT_POSTGRES.has(first)) return runBench(['bench', ...args]);
	await using postgres = await startPostgres();
	return await runBench(['bench', ...args], { BENCH_DATABASE_URL: postgres.url });
}

async function runBench(script: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
	const { code } = await runCommand('pnpm', ['--filter', 'bench', ...script], {
		show: 'at-once',
		env,
	});
	return code;
}
