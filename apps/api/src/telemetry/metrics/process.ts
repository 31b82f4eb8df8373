import { readdir } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { type Clock, SECOND_MS } from '../../ports/clock.ts';
import type { Registry } from './registry.ts';
import { createReading } from './reading.ts';

const MICROS_PER_SECOND = 1e6;
const NANOS_PER_SECOND = 1e9;
const LOOP_RESOLUTION_MS = 10;
/** Two who ask one after the other see the same delays. */
const LOOP_WINDOW_MS = 5 * SECOND_MS;
const OWN_FILES = '/proc/self/fd';

/** The process by the names that dashboards know, and how long its event loop kept work waiting. */
export function registerProcessGauges(registry: Registry, clock: Clock): void {
	registry.total({ name: 'process_cpu_seconds_total', help: 'Processor time, in seconds.' }, () => {
		const { user, system } = process.cpuUsage();
		return (user + system) / MICROS_PER_SECOND;
	});
	const startedAt = clock() / SECOND_MS - process.uptime();
	registry.gauge(
		{ name: 'process_start_time_seconds', help: 'When it started, in seconds since 1970.' },
		() => startedAt,
	);
	registry.gauge({ name: 'process_resident_memory_bytes', help: 'Memory it holds.' }, () =>
		process.memoryUsage.rss(),
	);
	registry.gauge(
		{ name: 'nodejs_heap_size_used_bytes', help: 'Memory that JavaScript uses.' },
		() => process.memoryUsage().heapUsed,
	);
	registry.gauge(
		{ name: 'nodejs_heap_size_limit_bytes', help: 'Memory that JavaScript may use.' },
		() => getHeapStatistics().heap_size_limit,
	);
	const openFiles = createReading({
		read: async () => (await readdir(OWN_FILES)).length,
		everyMs: LOOP_WINDOW_MS,
		clock,
	});
	registry.gauge(
		{ name: 'process_open_fds', help: 'Open files and connections, where Linux tells.' },
		openFiles,
	);
	registerLoopDelay(registry, clock);
}

function registerLoopDelay(registry: Registry, clock: Clock): void {
	const delays = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
	delays.enable();
	let latest = { mean: 0, p50: 0, p99: 0, max: 0 };
	let takenAt = clock();
	const take = () => {
		if (clock() - takenAt < LOOP_WINDOW_MS) return latest;
		latest = delaysIn(delays);
		delays.reset();
		takenAt = clock();
		return latest;
	};
	for (const [name, of] of [
		['mean', 'on average'],
		['p50', 'for half of it'],
		['p99', 'for all but one in a hundred'],
		['max', 'at most'],
	] as const) {
		registry.gauge(
			{
				name: `nodejs_eventloop_lag_${name}_seconds`,
				help: `How long the event loop kept work waiting ${of}, since it was last asked for.`,
			},
			() => take()[name],
		);
	}
}

/** The timer fires every 10 ms when nothing keeps it: that is no delay. */
function delaysIn(delays: ReturnType<typeof monitorEventLoopDelay>) {
	const beyond = (nanos: number) =>
		Number.isFinite(nanos)
			? Math.max(0, nanos / NANOS_PER_SECOND - LOOP_RESOLUTION_MS / SECOND_MS)
			: 0;
	return {
		mean: beyond(delays.mean),
		p50: beyond(delays.percentile(50)),
		p99: beyond(delays.percentile(99)),
		max: beyond(delays.max),
	};
}
