import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Look, watchSession } from './watch.ts';

const MINUTE_MS = 60_000;

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

interface Opened {
	/** Sends text as the API would. */
	write(text: string): Promise<void>;
	event(name: string, data: unknown, retryMs?: number): Promise<void>;
	/** The connection ends without a word. */
	cut(): Promise<void>;
	readonly signal: AbortSignal;
}

/** A session that is watched, with the API, the time and who is signed in in the test's hands. */
function createWatch(answer: (() => Promise<Response>) | null = null) {
	const opened: Opened[] = [];
	const world = { isIn: true, checks: 0, looks: 0, look: good('v1') };
	let refuse = answer;
	const stopping = new AbortController();

	const done = watchSession(
		{
			open: (signal) => {
				const stream = openStream(signal);
				opened.push(stream.opened);
				return refuse ? refuse() : Promise.resolve(stream.response);
			},
			look: () => {
				world.looks += 1;
				return Promise.resolve(world.look);
			},
			check: () => {
				world.checks += 1;
				return Promise.resolve(world.isIn);
			},
			pause: (ms, signal) =>
				new Promise((resolve) => {
					const id = setTimeout(resolve, ms);
					signal.addEventListener('abort', () => {
						clearTimeout(id);
						resolve();
					});
				}),
			schedule: (run, delayMs) => {
				const id = setTimeout(run, delayMs);
				return () => {
					clearTimeout(id);
				};
			},
			random: () => 0.5,
		},
		stopping.signal,
	);
	let isDone = false;
	void done.then(() => (isDone = true));

	return {
		world,
		opened,
		answerWith: (response: (() => Promise<Response>) | null) => (refuse = response),
		current: () => opened.at(-1) ?? raise(),
		stop: () => {
			stopping.abort();
		},
		isDone: () => isDone,
	};
}

function good(account: string): Look {
	return { kind: 'good', state: { id: 'a', account } };
}

function raise(): never {
	throw new Error('Nothing was opened.');
}

function openStream(signal: AbortSignal): { opened: Opened; response: Response } {
	const sides = new TransformStream<Uint8Array, Uint8Array>();
	const writer = sides.writable.getWriter();
	const quietly = async (work: Promise<void>): Promise<void> => {
		await Promise.race([work.catch(() => undefined), vi.advanceTimersByTimeAsync(1)]);
		await vi.advanceTimersByTimeAsync(1);
	};
	signal.addEventListener('abort', () => void writer.abort(signal.reason).catch(() => undefined));
	const write = (text: string): Promise<void> =>
		quietly(writer.write(new TextEncoder().encode(text)));
	return {
		response: new Response(sides.readable, { headers: { 'content-type': 'text/event-stream' } }),
		opened: {
			write,
			event: (name, data, retryMs) =>
				write(
					`${retryMs === undefined ? '' : `retry: ${String(retryMs)}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`,
				),
			cut: () => quietly(writer.close()),
			signal,
		},
	};
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const state = (account: string) => ({ id: 'a', account });

test('an ended session is checked, and nobody watches on when it is over here, too', async () => {
	const { current, world, isDone } = createWatch();
	await pass(0);
	await current().event('session', state('v1'));
	expect(world.checks).toBe(0);
	world.isIn = false;
	await current().event('ended', { code: 'session_ended', reason: 'revoked' });
	expect(world.checks).toBe(1);
	expect(isDone()).toBe(true);
});

test('a session that was replaced is checked once the new cookie can be here', async () => {
	const { current, opened, world, isDone } = createWatch();
	await pass(0);
	await current().event('session', state('v1'));
	await current().event('ended', { code: 'session_ended', reason: 'replaced' });
	expect(world.checks).toBe(0);
	await pass(1000);
	expect(world.checks).toBe(1);
	await pass(1000);
	expect(opened.length).toBe(2);
	await current().event('session', { id: 'b', account: 'v1' });
	expect(world.checks).toBe(1);
	expect(isDone()).toBe(false);
});

test('a change of the account is checked, also one that was made while nothing was open', async () => {
	const { current, world } = createWatch();
	await pass(0);
	await current().event('session', state('v1'));
	await current().event('session', state('v2'));
	expect(world.checks).toBe(1);
	await current().cut();
	await pass(1000);
	await current().event('session', state('v2'));
	expect(world.checks).toBe(1);
	await current().cut();
	await pass(1000);
	await current().event('session', state('v3'));
	expect(world.checks).toBe(2);
});

test('a stream that breaks is opened again, less and less often while none comes', async () => {
	const { current, opened, answerWith } = createWatch();
	await pass(0);
	await current().event('session', state('v1'));
	await current().cut();
	await pass(750);
	expect(opened.length).toBe(2);
	answerWith(() => Promise.reject(new TypeError('no network')));
	await current().cut();
	const times: number[] = [];
	for (let second = 0; second < 120; second += 1) {
		const before = opened.length;
		await pass(1000);
		if (opened.length > before) times.push(second);
	}
	const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
	expect(Math.max(...gaps)).toBeLessThanOrEqual(30);
	expect(gaps.at(-1)).toBeGreaterThan(20);
	answerWith(null);
	const refused = opened.length;
	for (let second = 0; opened.length === refused && second < 30; second += 1) await pass(1000);
	await current().event('session', state('v1'));
	const before = opened.length;
	await current().cut();
	await pass(1000);
	expect(opened.length).toBe(before + 1);
});

test('where nothing comes through within five seconds, it is looked every 20 s', async () => {
	const { current, opened, world } = createWatch();
	await pass(4900);
	expect(current().signal.aborted).toBe(false);
	await pass(200);
	expect(current().signal.aborted).toBe(true);
	await pass(MINUTE_MS);
	expect(world.looks).toBe(3);
	expect(opened.length).toBe(1);
	world.look = good('v2');
	await pass(20_000);
	expect(world.checks).toBe(1);
	await pass(4 * MINUTE_MS);
	expect(opened.length).toBe(2);
});

test('a look that finds it over has it checked', async () => {
	const { world, isDone } = createWatch();
	await pass(6000);
	world.look = { kind: 'silent' };
	await pass(20_000);
	expect(world.checks).toBe(0);
	world.look = { kind: 'over', reason: 'revoked' };
	world.isIn = false;
	await pass(20_000);
	expect(world.checks).toBe(1);
	expect(isDone()).toBe(true);
});

test('a connection in name only is given up after 45 seconds without a word', async () => {
	const { current, opened } = createWatch();
	await pass(0);
	await current().event('session', state('v1'));
	for (let beat = 0; beat < 8; beat += 1) {
		await pass(15_000);
		await current().write(':\n\n');
	}
	expect(opened.length).toBe(1);
	await pass(46_000);
	expect(opened.length).toBe(2);
});

test.each([
	['no room', () => new Response('{}', { status: 503 })],
	['too many requests', () => new Response('{}', { status: 429 })],
	['an API that knows no streams', () => new Response('{}', { status: 404 })],
	[
		'a page of somebody else',
		() => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
	],
])('with %s it is looked now and then instead', async (_, response) => {
	const { opened, world } = createWatch(() => Promise.resolve(response()));
	await pass(MINUTE_MS + 100);
	expect(opened.length).toBe(1);
	expect(world.looks).toBe(3);
});

test('whoever is refused for want of a session is checked', async () => {
	const { opened, world, answerWith, current } = createWatch();
	await pass(0);
	await current().event('session', state('v1'));
	answerWith(() => Promise.resolve(Response.json({ reason: 'revoked' }, { status: 401 })));
	world.isIn = false;
	await current().cut();
	await pass(1000);
	expect(opened.length).toBe(2);
	expect(world.checks).toBe(1);
});

test('those who are sent away come back when they are told to, and look meanwhile if that is long', async () => {
	const { current, opened, world } = createWatch();
	await pass(0);
	await current().event('session', state('v1'));
	await current().event('bye', { reason: 'stopping' }, 1500);
	await pass(1400);
	expect(opened.length).toBe(1);
	await pass(200);
	expect(opened.length).toBe(2);
	await current().event('bye', { reason: 'crowded' }, 5 * MINUTE_MS);
	await pass(2 * MINUTE_MS);
	expect(world.looks).toBe(6);
	expect(opened.length).toBe(2);
	await pass(4 * MINUTE_MS);
	expect(opened.length).toBe(3);
});

test('a stop closes the stream and ends everything', async () => {
	const { current, opened, stop, isDone, world } = createWatch();
	await pass(0);
	await current().event('session', state('v1'));
	stop();
	await pass(0);
	expect(current().signal.aborted).toBe(true);
	await pass(10 * MINUTE_MS);
	expect({ opened: opened.length, looks: world.looks, checks: world.checks }).toEqual({
		...{ opened: 1, looks: 0, checks: 0 },
	});
	expect(isDone()).toBe(true);
	expect(vi.getTimerCount()).toBe(0);
});
