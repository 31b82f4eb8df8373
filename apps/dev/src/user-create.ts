import { runCommand } from './run-command.ts';
import { readServeSettings } from './serve/settings.ts';

/** `npm run user:create EMAIL`: creates an account beside the data that `npm start` uses. */
export async function run(args: readonly string[]): Promise<number> {
	const { apiEnv } = readServeSettings(process.env);
	const { code } = await runCommand('pnpm', ['--filter', 'api', 'user:create', ...args], {
		env: apiEnv,
		show: 'at-once',
	});
	return code;
}
