import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { ROOT } from '../setup/root.mjs';

const SYSTEM_PATHS = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Finds a Chromium, or gets one: CHROMIUM_PATH, the system's own, Playwright's download, and for root
 * on Debian its package.
 * @returns the path of the program
 * @throws {Error} when there is none and none can be had
 */
export async function findChromium(env: NodeJS.ProcessEnv): Promise<string> {
	const named = env['CHROMIUM_PATH'];
	if (named !== undefined && named !== '') {
		if (existsSync(named)) return named;
		throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`);
	}
	const found = systemChromium() ?? (await downloadedChromium()) ?? (await packagedChromium());
	if (found !== undefined) return found;
	throw new Error('No Chromium was found. Install one, or name it with CHROMIUM_PATH.');
}

function systemChromium(): string | undefined {
	return SYSTEM_PATHS.find((path) => existsSync(path));
}

async function downloadedChromium(): Promise<string | undefined> {
	console.log('Asking Playwright for a Chromium…');
	const cwd = join(ROOT, 'apps/e2e');
	const script = "process.stdout.write(require('@playwright/test').chromium.executablePath())";
	const { output } = await runCommand('node', ['--eval', script], { cwd, show: 'never' });
	if (existsSync(output)) return output;
	const install = ['exec', 'playwright', 'install', 'chromium'];
	await runCommand('pnpm', install, { cwd, show: 'never' });
	return existsSync(output) ? output : undefined;
}

async function packagedChromium(): Promise<string | undefined> {
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
	console.log('Installing the chromium package…');
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	await runCommand('apt-get', ['update', '-qq'], { env, show: 'on-failure' });
	await runCommand('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-liberation'], {
		env,
		show: 'on-failure',
	});
	return systemChromium();
}
