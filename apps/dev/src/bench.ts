import { runCommand } from './run-command.ts';

/** `npm run bench`: a checked request beside a bare route; arguments as in apps/bench/src/options.ts. */
export async function run(args: readonly string[]): Promise<number> {
	const { code } = await runCommand('pnpm', ['--filter', 'bench', 'bench', ...args], {
		show: 'at-once',
	});
	return code;
}
