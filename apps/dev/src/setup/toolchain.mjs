import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { ROOT } from './root.mjs';

/** The exact versions fetched from npm when the machine does not have fitting ones. */
export const VERSIONS = { node: '24.21.0', pnpm: '12.21.0' };

const NODE_MAJOR = 24;
const PNPM_MAJOR = 12;
const IS_WINDOWS = process.platform === 'win32';
const FOLDER = join(ROOT, '.toolchain');
const BIN = join(FOLDER, 'node_modules', '.bin');

/**
 * @typedef {object} Toolchain
 * @property {string} node path of a Node that runs the repository's TypeScript
 * @property {string} path PATH on which that Node and a fitting pnpm come first
 */

/** @param {string} version */
function majorOf(version) {
	return Number(version.trim().split('.')[0]);
}

/** @param {NodeJS.ProcessEnv} env */
function hasFittingPnpm(env) {
	const answer = spawnSync('pnpm', ['--version'], {
		cwd: ROOT,
		// A pnpm that is only a corepack shim would ask before it downloads itself.
		env: { ...env, COREPACK_ENABLE_DOWNLOAD_PROMPT: '0' },
		encoding: 'utf8',
		shell: IS_WINDOWS,
	});
	return answer.status === 0 && majorOf(answer.stdout) === PNPM_MAJOR;
}

/** @param {'node' | 'pnpm'} name */
function isFetched(name) {
	try {
		const manifest = join(FOLDER, 'node_modules', name, 'package.json');
		/** @type {{ version: string }} */
		const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
		const isWhole = name === 'pnpm' || existsSync(fetchedNode());
		return version === VERSIONS[name] && isWhole;
	} catch {
		return false;
	}
}

function fetchedNode() {
	return join(FOLDER, 'node_modules', 'node', 'bin', IS_WINDOWS ? 'node.exe' : 'node');
}

/**
 * npm as this process can start it: the one that started us, or the one on PATH.
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ file: string, args: string[] }}
 */
function npmOf(env) {
	const own = env['npm_execpath'];
	if (own?.endsWith('npm-cli.js')) return { file: process.execPath, args: [own] };
	return { file: 'npm', args: [] };
}

/**
 * @param {('node' | 'pnpm')[]} names
 * @param {NodeJS.ProcessEnv} env
 */
function fetchMissing(names, env) {
	const dependencies = Object.fromEntries(names.map((name) => [name, VERSIONS[name]]));
	const list = Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
	console.log(`Fetching ${list.join(' and ')} into .toolchain (once)…`);
	mkdirSync(FOLDER, { recursive: true });
	// npm runs no install script that is not named, and node's places the binary.
	const allowScripts = Object.fromEntries(list.map((name) => [name, true]));
	const manifest = { private: true, dependencies, allowScripts };
	writeFileSync(join(FOLDER, 'package.json'), JSON.stringify(manifest));
	const npm = npmOf(env);
	const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
	const patience = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-timeout=60000'];
	const result = spawnSync(
		npm.file,
		[...npm.args, 'install', '--prefix', FOLDER, ...flags, ...patience],
		{ cwd: FOLDER, env, stdio: 'inherit', shell: IS_WINDOWS && npm.args.length === 0 },
	);
	if (result.status !== 0 || !names.every(isFetched)) {
		throw new Error(
			`Could not fetch ${list.join(' and ')} from npm. Connect to the network and try again, ` +
				`or install Node ${NODE_MAJOR} and pnpm ${PNPM_MAJOR} yourself.`,
		);
	}
}

/**
 * Finds a Node and a pnpm that fit, and fetches what is missing into `.toolchain`.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Toolchain}
 * @throws {Error} when something is missing and npm cannot fetch it
 */
export function findToolchain(env) {
	const nodeFits = majorOf(process.versions.node) >= NODE_MAJOR;
	const pnpmFits = hasFittingPnpm(env);
	/** @type {('node' | 'pnpm')[]} */
	const needed = [];
	if (!nodeFits) needed.push('node');
	if (!pnpmFits) needed.push('pnpm');
	if (!needed.every(isFetched)) fetchMissing(needed, env);

	const node = nodeFits ? process.execPath : fetchedNode();
	const path = [dirname(node), ...(pnpmFits ? [] : [BIN]), env['PATH'] ?? ''].join(delimiter);
	return { node, path };
}
