import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, isNoted, writeNote } from '../setup/fingerprint.mjs';
import { NOTES, ROOT } from '../setup/root.mjs';
import { runCommand } from '../run-command.ts';

/** What the SPA's build leaves behind. */
export const WEB_BUILD = join(ROOT, 'apps/web/build');

const NOTE = join(NOTES, 'web-build');
const INPUTS = [
	'apps/web/src',
	'apps/web/static',
	'apps/web/package.json',
	'apps/web/tsconfig.json',
	'apps/web/vite.config.ts',
	'packages/api-client/package.json',
	'packages/api-client/src',
	'packages/safe-path/package.json',
	'packages/safe-path/src',
	'pnpm-lock.yaml',
];

/**
 * Builds the SPA unless nothing it is made of has changed since the last build.
 * @throws {Error} when the build fails
 */
export async function ensureWebBuild(): Promise<void> {
	const print = fingerprint(ROOT, INPUTS);
	if (existsSync(join(WEB_BUILD, '200.html')) && isNoted(NOTE, print)) return;
	console.log('Building the web app…');
	const { code } = await runCommand('pnpm', ['--filter', 'web', 'build'], { show: 'on-failure' });
	if (code !== 0) throw new Error('The web app could not be built; the lines above say why.');
	writeNote(NOTE, print);
}
