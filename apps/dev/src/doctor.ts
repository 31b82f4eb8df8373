import { runCommand } from './run-command.ts';
import { readServeSettings } from './serve/settings.ts';

/**
 * `npm run doctor`: what follows from the settings and what is wrong with them; those of this environment where
 * NODE_ENV is set, otherwise those that `npm start` uses. `-- --reach` asks the running halves too.
 */
export async function run(args: readonly string[]): Promise<number> {
	const env = process.env['NODE_ENV'] ? process.env : readServeSettings(process.env).apiEnv;
	// By `run`: pnpm has a doctor of its own.
	const { code } = await runCommand('pnpm', ['--filter', 'api', 'run', 'doctor', ...args], {
		env,
		show: 'at-once',
	});
	return code;
}
