import { findFreePort } from '@postern/local-servers';
import { type Ended, type Program, type Settings, startProgram, until } from './program.ts';

/** One API process, which can be ended and started again at its port. */
export interface Replica {
	readonly port: number;
	readonly url: string;
	/** Of the process that runs now. */
	pid(): number | undefined;
	/** Sets it up otherwise, from its next start on. */
	change(settings: Settings): void;
	/** Starts it and waits until it is ready. */
	start(): Promise<void>;
	/** Asks it to end, as whoever rolls out a version does, and waits until it has. */
	stop(): Promise<Ended>;
	/** Ends it without a farewell. */
	kill(): Promise<void>;
	/** Sends it a signal, like SIGSTOP. */
	signal(signal: NodeJS.Signals): void;
	isRunning(): boolean;
	/** What its processes have printed, the earlier ones too. */
	output(): string;
}

/** Prepares a process with these settings at a port of its own. Nothing runs yet. */
export async function createReplica(first: Settings, folder?: string): Promise<Replica> {
	let settings = first;
	const port = await findFreePort();
	const url = `http://127.0.0.1:${String(port)}`;
	const earlier: string[] = [];
	let program: Program | null = null;

	async function end(signal: NodeJS.Signals): Promise<Ended> {
		if (program === null) throw new Error('This replica does not run.');
		const ending = program;
		program = null;
		ending.kill(signal);
		const ended = await ending.ended;
		earlier.push(ending.output());
		return ended;
	}

	return {
		port,
		url,
		pid: () => program?.pid,
		change(changes) {
			settings = { ...settings, ...changes };
		},
		async start() {
			const started = startProgram(
				'src/main.ts',
				{ ...settings, API_PORT: String(port) },
				folder === undefined ? {} : { folder },
			);
			program = started;
			await until(`a start\n${started.output()}`, async () => {
				if (!started.isRunning()) throw new Error(`The API ended:\n${started.output()}`);
				return (await statusOf(`${url}/health/ready`)) === 200;
			});
		},
		stop: () => end('SIGTERM'),
		async kill() {
			if (program !== null) await end('SIGKILL');
		},
		signal: (signal) => program?.kill(signal),
		isRunning: () => program?.isRunning() ?? false,
		output: () => [...earlier, program?.output() ?? ''].join(''),
	};
}

async function statusOf(url: string): Promise<number | null> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
		await response.body?.cancel();
		return response.status;
	} catch {
		return null;
	}
}
