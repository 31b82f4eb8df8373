import { spawn, type ChildProcess } from 'node:child_process';

const GRACE_MS = 10_000;

/** A process that runs until it is stopped. */
export interface Service {
	/** Settles when the process has ended; null after a signal. Rejects when it could not start. */
	readonly exited: Promise<number | null>;
	/** Asks it to end with SIGTERM, and forces it after 10 s. Settles when it has ended. */
	stop(): Promise<void>;
}

/** Starts a process in a group of its own, so that Ctrl-C reaches it only through `stop`. */
export function startService(
	args: readonly string[],
	options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Service {
	const isGroup = process.platform !== 'win32';
	const child = spawn(process.execPath, args, { ...options, stdio: 'inherit', detached: isGroup });
	const exited = new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', resolve);
	});
	// The rejection is the caller's to see through `exited`; `stop` only waits for the end.
	const ended = exited.then(
		() => undefined,
		() => undefined,
	);
	const killNow = () => {
		signal(child, isGroup, 'SIGKILL');
	};
	process.once('exit', killNow);
	void ended.then(() => process.off('exit', killNow));
	return {
		exited,
		async stop() {
			signal(child, isGroup, 'SIGTERM');
			const timer = setTimeout(killNow, GRACE_MS);
			await ended;
			clearTimeout(timer);
		},
	};
}

function signal(child: ChildProcess, isGroup: boolean, name: NodeJS.Signals) {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
	try {
		process.kill(isGroup ? -child.pid : child.pid, name);
	} catch (error) {
		// It ended between the look and the signal.
		if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
	}
}
