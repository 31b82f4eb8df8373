import type { Browser, CDPSession, Page } from '@playwright/test';
import { readSeen, type Seen, type Watched, watchPaints, watchSteps } from './probe.ts';
import { listenToWire, type Sent } from './wire.ts';

/** The line and the processor that a page meets. */
export interface Profile {
	readonly name: string;
	/** Milliseconds that each answer waits, and bits a second; unset for as they are. */
	readonly line?: { readonly latency: number; readonly down: number; readonly up: number };
	/** How many times slower the processor is. */
	readonly slowdown: number;
}

/** One page load and what followed, until nothing more came. */
export interface Visit {
	readonly seen: Seen;
	readonly sent: readonly Sent[];
	/** Milliseconds of the main thread: all tasks, and of these scripts. */
	readonly tasks: number;
	readonly scripts: number;
}

const PATIENCE_MS = 60_000;
const LOOK_MS = 200;

/** A page in a browser that was never here, under a profile. Every visit is a page load of it. */
export async function openPage(browser: Browser, profile: Profile, watched: Watched) {
	const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
	const page = await context.newPage();
	const devtools = await context.newCDPSession(page);
	const wire = await listenToWire(devtools);
	await devtools.send('Performance.enable', { timeDomain: 'timeTicks' });
	await slowDown(devtools, profile);
	await page.addInitScript(watchPaints);
	await page.addInitScript(watchSteps, watched);
	const load = async (go: () => Promise<unknown>, until: keyof Seen): Promise<Visit> => {
		wire.reset();
		const before = await mainThread(devtools);
		await go();
		await untilSeen(page, until);
		await wire.quiet();
		const after = await mainThread(devtools);
		const { seen, timeOrigin } = await page.evaluate(readSeen);
		return {
			...{ seen, sent: wire.sent(timeOrigin) },
			tasks: grown(before.tasks, after.tasks),
			scripts: grown(before.scripts, after.scripts),
		};
	};
	return {
		open: (url: string, until: keyof Seen) =>
			load(() => page.goto(url, { waitUntil: 'commit', timeout: PATIENCE_MS }), until),
		reload: (until: keyof Seen) =>
			load(() => page.reload({ waitUntil: 'commit', timeout: PATIENCE_MS }), until),
		[Symbol.asyncDispose]: () => context.close(),
	};
}

/** A page in another process begins to count anew. */
const grown = (before: number, after: number) => (after >= before ? after - before : after);

async function slowDown(devtools: CDPSession, { line, slowdown }: Profile): Promise<void> {
	await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
	if (line === undefined) return;
	await devtools.send('Network.emulateNetworkConditions', {
		...{ offline: false, latency: line.latency },
		...{ downloadThroughput: line.down / 8, uploadThroughput: line.up / 8 },
	});
}

async function mainThread(devtools: CDPSession) {
	const { metrics } = await devtools.send('Performance.getMetrics');
	const of = (wanted: string) => (metrics.find(({ name }) => name === wanted)?.value ?? 0) * 1000;
	return { tasks: of('TaskDuration'), scripts: of('ScriptDuration') };
}

/** Looks now and then, so that the looking costs the page next to nothing. */
async function untilSeen(page: Page, what: keyof Seen): Promise<void> {
	const deadline = performance.now() + PATIENCE_MS;
	for (;;) {
		// A page that is being left for another one has nothing to say.
		const read = await page.evaluate(readSeen).catch(() => null);
		if (read !== null && read.seen[what] !== null) return;
		if (performance.now() > deadline) throw new Error(`${page.url()} has shown no ${what}`);
		await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
	}
}
