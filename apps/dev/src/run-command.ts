import { spawn } from 'node:child_process';
import { ROOT } from './setup/root.mjs';

/** How a command ended. */
export interface CommandResult {
	/** 1 when a signal ended it. */
	readonly code: number;
	/** What it printed, both streams in order; empty when it was shown at once. */
	readonly output: string;
}

/** Where a command runs and what becomes of its output. */
export interface CommandOptions {
	/** The repository's top by default. */
	readonly cwd?: string;
	readonly env?: NodeJS.ProcessEnv;
	/** `at-once` lets it write to the terminal, `on-failure` keeps its output unless it fails. */
	readonly show: 'at-once' | 'on-failure' | 'never';
}

/** Runs a command to its end. It never throws for a failing command, only for one that cannot start. */
export function runCommand(
	file: string,
	args: readonly string[],
	options: CommandOptions,
): Promise<CommandResult> {
	const child = spawn(file, args, {
		cwd: options.cwd ?? ROOT,
		env: { ...process.env, ...options.env },
		stdio: options.show === 'at-once' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
		shell: process.platform === 'win32',
	});
	const chunks: Buffer[] = [];
	child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
	child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
	const stopChild = () => child.kill();
	process.once('exit', stopChild);
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (status) => {
			process.off('exit', stopChild);
			const code = status ?? 1;
			const output = Buffer.concat(chunks).toString();
			if (options.show === 'on-failure' && code !== 0) process.stdout.write(output);
			resolve({ code, output });
		});
	});
}
