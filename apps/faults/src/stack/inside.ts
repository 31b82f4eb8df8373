import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Settings, until } from './program.ts';
import type { Replica } from './replica.ts';

/** What a process is told by way of its file. */
export interface Order {
	/** Orders are numbered, so that an answer belongs to one. */
	readonly number: number;
	/** By how much its clock goes ahead of the machine's; negative for behind. */
	readonly aheadMs: number;
	/** Whether to collect what is not needed before it counts. */
	readonly isToCollect: boolean;
}

/** What a process says of itself. */
export interface Inside {
	readonly number: number;
	/** What JavaScript holds, after a collection, its buffers too. */
	readonly heapBytes: number;
	/** The longest that its event loop was kept since the last order, in milliseconds. */
	readonly loopMs: number;
	/** Timers, sockets and the like that are open, by their kind. */
	readonly resources: Readonly<Record<string, number>>;
}

/** A way into one process, for its clock and for a look at what it holds. */
export interface WayIn extends AsyncDisposable {
	/** To start the process with. */
	readonly settings: Settings;
	/** Sets its clock, before its start or while it runs; answers once it is set. */
	setAhead(seconds: number): Promise<void>;
	/** What it holds, once it has collected what it does not need. */
	look(): Promise<Inside>;
	/** Names the process. Before that orders are those for its start. */
	leadsTo(replica: Pick<Replica, 'signal' | 'isRunning'>): void;
}

/** What to do to the process besides. */
export interface WayInOptions {
	/** How long after its start and after each round it sweeps, in place of five minutes. */
	readonly sweepAfterMs?: number;
}

/** Prepares a way into one process; see inside-preload.ts. Nothing of it is a setting of the product. */
export async function createWayIn({ sweepAfterMs }: WayInOptions = {}): Promise<WayIn> {
	const folder = await mkdtemp(join(tmpdir(), 'postern-faults-inside-'));
	const file = join(folder, 'order.json');
	const preload = new URL('inside-preload.ts', import.meta.url).href;
	let replica: Pick<Replica, 'signal' | 'isRunning'> | null = null;
	let number = 0;
	let aheadMs = 0;

	function write(isToCollect: boolean): void {
		number += 1;
		const order: Order = { number, aheadMs, isToCollect };
		writeFileSync(file, JSON.stringify(order));
	}

	async function tell(isToCollect: boolean): Promise<Inside> {
		write(isToCollect);
		if (!replica?.isRunning()) return { number, heapBytes: NaN, loopMs: NaN, resources: {} };
		replica.signal('SIGUSR2');
		await until('a word from inside', () => read()?.number === number);
		return read() as Inside;
	}

	function read(): Inside | null {
		try {
			return JSON.parse(readFileSync(`${file}.seen`, 'utf8')) as Inside;
		} catch {
			return null;
		}
	}

	write(false);
	return {
		settings: {
			NODE_OPTIONS: `--import=${preload}`,
			FAULTS_INSIDE_FILE: file,
			...(sweepAfterMs !== undefined && { FAULTS_SWEEP_AFTER_MS: String(sweepAfterMs) }),
		},
		async setAhead(seconds) {
			aheadMs = seconds * 1000;
			await tell(false);
		},
		look: () => tell(true),
		leadsTo(named) {
			replica = named;
		},
		[Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
	};
}
