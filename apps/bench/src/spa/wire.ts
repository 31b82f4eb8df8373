import type { CDPSession } from '@playwright/test';

/** One request that went over the wire. */
export interface Sent {
	readonly url: string;
	readonly type: string;
	/** Milliseconds since the page was asked for; `end` is null while the answer is under way. */
	readonly start: number;
	readonly end: number | null;
	/** Head and body of the answer as they came, compressed. */
	readonly bytes: number;
}

interface Noted {
	url: string;
	type: string;
	start: number;
	end: number | null;
	bytes: number;
	isCached: boolean;
}

const QUIET_MS = 500;
const POLL_MS = 50;
/** The stream that tells a page of the end of its session never ends by itself. */
const STREAM = '/users/me/session';

/** Listens to a page's requests from now on. */
export async function listenToWire(devtools: CDPSession) {
	let noted = new Map<string, Noted>();
	let origin = { monotonic: 0, wall: 0 };
	let changedAt = performance.now();
	await devtools.send('Network.enable');
	devtools.on('Network.requestWillBeSent', ({ requestId, request, type = '', ...sent }) => {
		if (request.url.startsWith('data:')) return;
		changedAt = performance.now();
		if (noted.size === 0) origin = { monotonic: sent.timestamp, wall: sent.wallTime };
		noted.set(requestId, {
			...{ url: request.url, type, start: sent.timestamp, end: null, bytes: 0, isCached: false },
		});
	});
	devtools.on('Network.requestServedFromCache', ({ requestId }) => {
		const each = noted.get(requestId);
		if (each) each.isCached = true;
	});
	devtools.on('Network.responseReceived', ({ requestId, response }) => {
		const each = noted.get(requestId);
		if (each && response.fromDiskCache === true) each.isCached = true;
	});
	devtools.on('Network.loadingFinished', ({ requestId, timestamp, encodedDataLength }) => {
		changedAt = performance.now();
		const each = noted.get(requestId);
		if (each) Object.assign(each, { end: timestamp, bytes: encodedDataLength });
	});
	devtools.on('Network.loadingFailed', ({ requestId, timestamp }) => {
		changedAt = performance.now();
		const each = noted.get(requestId);
		if (each) each.end = timestamp;
	});
	const isOpen = () =>
		[...noted.values()].some(({ end, url }) => end === null && !url.endsWith(STREAM));
	return {
		/** Forgets what was, for another page load. */
		reset() {
			noted = new Map();
		},
		/** Waits until nothing has been under way for half a second. */
		async quiet(): Promise<void> {
			while (isOpen() || performance.now() - changedAt < QUIET_MS) {
				await new Promise((resolve) => setTimeout(resolve, POLL_MS));
			}
		},
		/** What was sent since, without what the browser had; `timeOrigin` is the page's own. */
		sent(timeOrigin: number): readonly Sent[] {
			const since = (timestamp: number) =>
				(timestamp - origin.monotonic + origin.wall) * 1000 - timeOrigin;
			return [...noted.values()]
				.filter(({ isCached }) => !isCached)
				.map(({ url, type, start, end, bytes }) => ({
					...{ url, type, start: since(start), end: end === null ? null : since(end), bytes },
				}));
		},
	};
}
