import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fingerprint, isNoted, writeNote } from './fingerprint.mjs';
import { NOTES, ROOT } from './root.mjs';

const NOTE = join(NOTES, 'installed');

function manifests() {
	const folders = ['apps', 'packages'].flatMap((parent) =>
		readdirSync(join(ROOT, parent)).map((name) => join(parent, name)),
	);
	return folders.map((folder) => join(folder, 'package.json'));
}

/**
 * Installs the workspace's packages when the lockfile, the workspace's settings or any manifest
 * changed since the last time.
 * @param {NodeJS.ProcessEnv} env PATH must lead to pnpm
 * @throws {Error} when pnpm fails
 */
export function ensureInstalled(env) {
	const print = fingerprint(ROOT, [
		'pnpm-lock.yaml',
		'pnpm-workspace.yaml',
		'package.json',
		...manifests(),
	]);
	if (existsSync(join(ROOT, 'node_modules', '.pnpm')) && isNoted(NOTE, print)) return;

	console.log('Installing packages…');
	const result = spawnSync('pnpm', ['install', '--frozen-lockfile'], {
		cwd: ROOT,
		env,
		stdio: 'inherit',
		shell: process.platform === 'win32',
	});
	if (result.status !== 0) {
		throw new Error('Installing packages failed; the lines above say why. Nothing was started.');
	}
	writeNote(NOTE, print);
}
