import { runCommand } from './run-command.ts';

/**
 * `npm run bench`: a checked request beside a bare route; arguments as in apps/bench/src/options.ts.
 * `npm run bench timing`: whether a clock tells known addresses from unknown ones.
 */
export async function run(args: readonly string[]): Promise<number> {
	const [first, ...others] = args;
	const script = first === 'timing' ? ['timing', ...others] : ['bench', ...args];
	const { code } = await runCommand('pnpm', ['--filter', 'bench', ...script], {
		show: 'at-once',
	});
	return code;
}
