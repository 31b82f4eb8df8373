// The one door to every command of this repository. It is plain JavaScript that any Node from 20 on
// can run, because the person who has just cloned may have nothing but Node and npm.
import process from 'node:process';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './setup/install.mjs';
import { findToolchain } from './setup/toolchain.mjs';

const COMMANDS = new Set([
	...['start', 'dev', 'test', 'check', 'openapi', 'doctor', 'bench', 'faults', 'mutate'],
	'user:create',
]);
const NODE_OLDEST = 20;
const PARENT_POLL_MS = 500;

/**
 * Runs this same file again under the toolchain's Node and gives its exit code. Signals are handed
 * on, so that stopping the outer process stops everything below it.
 * @param {import('./setup/toolchain.mjs').Toolchain} toolchain
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function runAgain(toolchain, args) {
	const self = fileURLToPath(import.meta.url);
	const child = spawn(toolchain.node, [self, ...args], {
		stdio: 'inherit',
		env: { ...process.env, PATH: toolchain.path },
	});
	for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
		process.on(signal, () => child.kill(signal));
	}
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (code) => {
			resolve(code ?? 1);
		});
	});
}

/**
 * Takes the death of the shell that npm started us in for a SIGTERM. npm hands that signal to the
 * shell alone, which dies of it and tells nobody; the servers would live on and hold their ports.
 */
function stopWithScriptShell() {
	if (process.env['npm_lifecycle_event'] === undefined) return;
	const parent = process.ppid;
	const timer = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(timer);
		process.kill(process.pid, 'SIGTERM');
	}, PARENT_POLL_MS);
	timer.unref();
}

/**
 * @param {string[]} args the command's name and what follows it
 * @returns {Promise<number>} the exit code
 */
async function main(args) {
	const [command = '', ...rest] = args;
	if (!COMMANDS.has(command)) {
		console.error(`Unknown command "${command}". Known: ${[...COMMANDS].join(', ')}.`);
		return 1;
	}
	if (Number(process.versions.node.split('.')[0]) < NODE_OLDEST) {
		console.error(
			`Node ${process.versions.node} is too old: install Node ${NODE_OLDEST} or newer from nodejs.org.`,
		);
		return 1;
	}
	stopWithScriptShell();
	const toolchain = findToolchain(process.env);
	if (toolchain.node !== process.execPath) return runAgain(toolchain, args);

	process.env['PATH'] = toolchain.path;
	ensureInstalled(process.env);
	// A fresh install needs no second look before each script that pnpm runs for us.
	process.env['pnpm_config_verify_deps_before_run'] = 'false';
	const file = `./${command.replace(':', '-')}.ts`;
	/** @type {{ run(args: string[]): Promise<number> }} */
	const loaded = await import(file);
	return loaded.run(rest);
}

try {
	process.exit(await main(process.argv.slice(2)));
} catch (error) {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exit(1);
}
