import { runCommand } from './run-command.ts';

/** `npm run faults [-- R6 R12 --quick --json]`: experiments with faults; apps/faults/README.md lists them. */
export async function run(args: readonly string[]): Promise<number> {
	const { code } = await runCommand('pnpm', ['--silent', '--filter', 'faults', 'faults', ...args], {
		show: 'at-once',
	});
	return code;
}
