/**
 * Loaded into an API process before its own code (`--import`), so that an experiment can move the clock of that process
 * alone and look inside it. The product has nothing of this and knows nothing of it. See inside.ts.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Inside, Order } from './inside.ts';

const file = process.env['FAULTS_INSIDE_FILE'] ?? '';
const sweepAfterMs = Number(process.env['FAULTS_SWEEP_AFTER_MS']);
/** As the API has it; its housekeeping is the only one that waits so long. */
const SWEEP_EVERY_MS = 5 * 60 * 1000;

const LOOP_RESOLUTION_MS = 2;
const NANOS_PER_MS = 1e6;

const RealDate = Date;
const realTimeout = globalThis.setTimeout;
let aheadMs = 0;

// What is timed by the machine's monotonic clock, timers above all, does not notice when the time is set: as in reality.
globalThis.Date = new Proxy(RealDate, {
	get: (target, name, receiver) =>
		name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown),
	construct: (target, given, asNew) =>
		Reflect.construct(target, given.length === 0 ? [now()] : given, asNew) as object,
	apply: () => new RealDate(now()).toString(),
});

function now(): number {
	return RealDate.now() + aheadMs;
}

if (sweepAfterMs > 0) {
	globalThis.setTimeout = Object.assign(
		(work: () => void, ms?: number, ...given: []) =>
			realTimeout(work, ms === SWEEP_EVERY_MS ? sweepAfterMs : ms, ...given),
		realTimeout,
	);
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const delays = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
delays.enable();

function obey(): void {
	const loopMs = Math.max(0, delays.max / NANOS_PER_MS - LOOP_RESOLUTION_MS);

	const order = JSON.parse(readFileSync(file, 'utf8')) as Order;
	({ aheadMs } = order);
	if (order.isToCollect) collect();
	const { heapUsed, external } = process.memoryUsage();
	const resources: Record<string, number> = {};
	for (const name of process.getActiveResourcesInfo()) {
		resources[name] = (resources[name] ?? 0) + 1;
	}
	const seen: Inside = { number: order.number, heapBytes: heapUsed + external, loopMs, resources };
	delays.reset();
	// Whoever reads it must not find half of it.
	writeFileSync(`${file}.new`, JSON.stringify(seen));
	renameSync(`${file}.new`, `${file}.seen`);
}

obey();
process.on('SIGUSR2', obey);
