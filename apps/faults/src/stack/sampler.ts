import { readdirSync } from 'node:fs';
import { usageOf } from './usage.ts';

const EVERY_MS = 250;
/** The API takes the delays of its loop anew every five seconds. */
const LOOP_EVERY_MS = 5200;

/** What a process needed at its worst, from the start of the sampling. */
export interface Sampler extends Disposable {
	/** MiB of memory at the start. */
	readonly memoryBefore: number;
	/** The most MiB of memory. */
	memory(): number;
	/** The most passwords that waited to be hashed; NaN without metrics. */
	waiting(): number;
	/** The worst of the loop's p99 over five seconds each, in milliseconds; NaN without metrics. */
	loopMs(): number;
}

/** Watches a process from outside, and by its own metrics. */
export function startSampler(pid: number | undefined, metricsPort: number): Sampler {
	const memoryBefore = usageOf(pid).memory;
	const memory: number[] = [memoryBefore];
	const waiting: number[] = [];
	const loops: number[] = [];
	const ask = async () => {
		const text = await metricsAt(metricsPort).catch(() => '');
		const most = read(text, 'postern_password_hashes{state="waiting"}');
		if (most !== null) waiting.push(most);
		return read(text, 'nodejs_eventloop_lag_p99_seconds');
	};
	// The first answer is about the time before.
	void ask();
	const timers = [
		setInterval(() => memory.push(usageOf(pid).memory), EVERY_MS),
		setInterval(() => {
			void ask().then((delay) => {
				if (delay !== null) loops.push(delay * 1000);
			});
		}, LOOP_EVERY_MS),
	];
	const most = (numbers: readonly number[]) => (numbers.length === 0 ? NaN : Math.max(...numbers));
	return {
		memoryBefore,
		memory: () => most(memory),
		waiting: () => most(waiting),
		loopMs: () => most(loops),
		[Symbol.dispose]() {
			for (const timer of timers) clearInterval(timer);
		},
	};
}

async function metricsAt(port: number): Promise<string> {
	const response = await fetch(`http://127.0.0.1:${port}/metrics`, {
		signal: AbortSignal.timeout(4000),
	});
	return response.text();
}

/** The value in a line of the Prometheus format that begins with this. */
function read(text: string, name: string): number | null {
	const line = text.split('\n').find((each) => each.startsWith(`${name} `));
	return line === undefined ? null : Number(line.slice(name.length + 1));
}

/** How many files and connections a process has open; NaN where nobody tells. */
export function openFilesOf(pid: number | undefined): number {
	try {
		return readdirSync(`/proc/${String(pid)}/fd`).length;
	} catch {
		return NaN;
	}
}
