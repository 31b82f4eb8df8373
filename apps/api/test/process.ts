/** The API as a process of its own, as an operator starts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const api = fileURLToPath(new URL('..', import.meta.url));
const PATIENCE_MS = 15_000;

/** What a process is started with, besides PATH. */
export type Settings = Readonly<Record<string, string>>;

/** A process that has ended. */
export interface Ended {
	readonly code: number | null;
	readonly output: string;
	readonly errors: string;
}

/** A process that serves. Disposing of it kills it. */
export interface RunningApi extends AsyncDisposable {
	readonly url: string;
	readonly port: number;
	readonly pid: number;
	/** What it has printed so far. */
	output(): string;
	/** The lines of its log so far, parsed. @throws when a line is no JSON */
	logLines(): Record<string, unknown>[];
	/** Sends a signal and waits for the end. */
	stop(signal: NodeJS.Signals): Promise<Ended>;
	/** Resolves when something printed matches. */
	printed(pattern: RegExp): Promise<RegExpExecArray>;
}

function start(script: string, settings: Settings, parameters: readonly string[] = []) {
	const child = spawn(process.execPath, [script, ...parameters], {
		cwd: api,
		env: { PATH: process.env['PATH'], ...settings },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const texts = { output: '', errors: '' };
	child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.output += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.errors += text));
	const ended = once(child, 'close').then(([code]): Ended => ({
		code: code as number | null,
		...texts,
	}));
	return { child, texts, ended };
}

/** Runs a program of the API to its end. */
export async function run(
	script: string,
	settings: Settings,
	...parameters: string[]
): Promise<Ended> {
	const { child, ended } = start(script, settings, parameters);
	const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
	try {
		return await ended;
	} finally {
		clearTimeout(timer);
	}
}

/** Starts the API on a free port and waits until it serves. @throws with its words when it ends instead */
export async function startApi(settings: Settings): Promise<RunningApi> {
	const { child, texts, ended } = start('src/main.ts', { API_PORT: '0', ...settings });
	let hasEnded = false;
	void ended.then(() => (hasEnded = true));

	async function printed(pattern: RegExp): Promise<RegExpExecArray> {
		for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
			const match = pattern.exec(texts.output);
			if (match !== null) return match;
			if (hasEnded) break;
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
		throw new Error(`never printed ${String(pattern)}:\n${texts.output}${texts.errors}`);
	}

	const [, port] = await printed(/"port":(\d+),.*"msg":"listening"/).catch(
		async (error: unknown) => {
			await kill(child, ended);
			throw error;
		},
	);
	return {
		url: `http://127.0.0.1:${String(port)}`,
		port: Number(port),
		pid: child.pid ?? 0,
		output: () => texts.output,
		logLines: () => parseLog(texts.output),
		printed,
		stop(signal) {
			child.kill(signal);
			return ended;
		},
		[Symbol.asyncDispose]: () => kill(child, ended),
	};
}

async function kill(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
	child.kill('SIGKILL');
	await ended;
}

/** Every line that begins like JSON must be JSON. */
function parseLog(output: string): Record<string, unknown>[] {
	const lines = output.split('\n').filter((line) => line.startsWith('{'));
	return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
