import { expect, test } from 'vitest';
import { readEvents, type StreamEvent } from './events.ts';

/** A body that comes in these pieces. */
function bodyOf(...pieces: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> {
	const encoder = new TextEncoder();
	return new ReadableStream({
		start(controller) {
			for (const piece of pieces) {
				controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
			}
			controller.close();
		},
	});
}

async function all(body: ReadableStream<Uint8Array>): Promise<(StreamEvent | null)[]> {
	const events: (StreamEvent | null)[] = [];
	for await (const event of readEvents(body)) events.push(event);
	return events;
}

test('events are read however they are cut on the way', async () => {
	const text = ':\n\nretry: 250\nevent: bye\ndata: {"reason":"café"}\n\nevent: ended\ndata: {}\n\n';
	const expected = [
		null,
		{ name: 'bye', data: { reason: 'café' }, retryMs: 250 },
		{ name: 'ended', data: {}, retryMs: null },
	];
	expect(await all(bodyOf(text))).toEqual(expected);
	const bytes = [...new TextEncoder().encode(text)].map((byte) => Uint8Array.of(byte));
	expect(await all(bodyOf(...bytes))).toEqual(expected);
});

test('what is not finished is no event', async () => {
	expect(await all(bodyOf('event: ended\ndata: {}\n'))).toEqual([]);
});

test.each([
	['data that is no JSON', 'event: ended\ndata: {', { data: null }],
	['a wait that is no number', 'event: bye\nretry: soon', { retryMs: null }],
	['a field that nobody knows', 'id: 7\nevent: session\ndata: 1', { name: 'session', data: 1 }],
])('%s ends nothing', async (_, block, expected) => {
	expect(await all(bodyOf(`${block}\n\n`))).toEqual([expect.objectContaining(expected)]);
});

test('a page that somebody else answers with is not collected without end', async () => {
	const pages = Array.from({ length: 100 }, () => '<html>'.repeat(200));
	await expect(all(bodyOf(...pages))).rejects.toThrow('This is no stream of events.');
});
