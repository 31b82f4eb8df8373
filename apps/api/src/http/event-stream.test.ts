import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { head, listen } from '../../test/raw.ts';
import { type EventStream, openEventStream } from './event-stream.ts';

/** A stream that nobody has read from yet. */
async function openStream() {
	const app = Fastify({ forceCloseConnections: true });
	const opened = Promise.withResolvers<EventStream>();
	let closings = 0;
	app.get('/', (_request, reply) => {
		opened.resolve(openEventStream(reply, () => (closings += 1)));
	});
	const port = await listen({ app });
	const socket: Socket = connect({ host: '127.0.0.1', port });
	socket.on('error', () => undefined);
	await once(socket, 'connect');
	socket.pause();
	socket.write(head('GET / HTTP/1.1'));
	return {
		stream: await opened.promise,
		socket,
		closings: () => closings,
		[Symbol.asyncDispose]: () => app.close(),
	};
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test('whoever does not read is dropped, and what waits for them stays bounded', async () => {
	await using slow = await openStream();
	const line = 'x'.repeat(1024);
	let sent = 0;
	// What the two sockets between hold is a few megabytes.
	for (; sent < 50_000 && slow.closings() === 0; sent += 1) {
		slow.stream.send('line', line);
		if (sent % 100 === 0) await nextTurn();
	}
	expect(slow.closings()).toBe(1);
	expect(sent).toBeLessThan(50_000);
	slow.stream.send('line', line);
	slow.stream.beat();
	slow.stream.end();
	await nextTurn();
	expect(slow.closings()).toBe(1);
});

test('a client that leaves ends its stream once, and what is sent to it goes nowhere', async () => {
	await using left = await openStream();
	left.socket.destroy();
	await expect.poll(left.closings).toBe(1);
	left.stream.send('line', 'too late');
	left.stream.end();
	await nextTurn();
	expect(left.closings()).toBe(1);
});

test('no line break in what is sent makes an event of its own', async () => {
	await using open = await openStream();
	let text = '';
	open.socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
	open.socket.resume();
	open.stream.send('news', { text: 'one\n\nevent: forged\ndata: {}\r\n\r\n' }, 100);
	open.stream.end();
	await expect.poll(() => text).toContain('event: news');
	expect(text).toContain('retry: 100\nevent: news\ndata: {"text":"one\\n\\nevent: forged');
	expect(text).not.toMatch(/^event: forged/m);
});
