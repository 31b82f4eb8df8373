import { runCommand } from './run-command.ts';

/**
 * `npm run mutate [-- PART…]`: small faults in the code that guards accounts, and which of them the tests notice;
 * docs/mutation.md says what came out.
 */
export async function run(args: readonly string[]): Promise<number> {
	// The tests of the SPA read a configuration that SvelteKit writes.
	const sync = await runCommand('pnpm', ['--filter', 'web', 'exec', 'svelte-kit', 'sync'], {
		show: 'on-failure',
	});
	if (sync.code !== 0) return sync.code;
	const { code } = await runCommand(
		'pnpm',
		['--silent', '--filter', 'mutation', 'mutate', ...args],
		{
			show: 'at-once',
		},
	);
	return code;
}
