import { runCommand } from './run-command.ts';

/** `npm run openapi`: writes openapi.yaml from the routes and the client from openapi.yaml. */
export async function run(): Promise<number> {
	for (const args of [
		['--filter', 'api', 'openapi'],
		['--filter', '@postern/api-client', 'generate'],
	]) {
		const { code } = await runCommand('pnpm', args, { show: 'at-once' });
		if (code !== 0) return code;
	}
	return 0;
}
