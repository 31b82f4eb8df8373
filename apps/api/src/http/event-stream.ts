import type { FastifyReply } from 'fastify';

/** A stream of server-sent events (WHATWG HTML, 9.2). What is sent to one that has ended goes nowhere. */
export interface EventStream {
	/** @param retryMs how long a client waits before it connects again; unset leaves it as it was */
	send(event: string, data: unknown, retryMs?: number): void;
	/** Something that says nothing, so that nobody between takes the connection for a forgotten one. */
	beat(): void;
	/** The last event has been sent. */
	end(): void;
}

/** What a reader may be behind: a few hundred events, which nobody is who reads at all. */
const WAITING_BYTES_MAX = 16 * 1024;

const HEADERS = {
	'content-type': 'text/event-stream',
	// nginx and others hold back what they may collect or compress.
	'cache-control': 'no-store, no-transform',
	'x-accel-buffering': 'no',
};

/**
 * Answers with a stream of events. Whoever does not read what is sent is dropped, so that what waits for
 * readers stays bounded.
 * @param onClosed called once, when the stream has ended or its client has left
 */
export function openEventStream(reply: FastifyReply, onClosed: () => void): EventStream {
	const { raw } = reply;
	reply.hijack();
	// A client that left leaves nobody to tell; the stream ends with it.
	raw.on('error', () => undefined);
	if (raw.destroyed) onClosed();
	else {
		raw.once('close', () => {
			onClosed();
			// Fastify takes an answer for over when it was sent whole or failed: this one was cut.
			if (!raw.writableFinished) raw.emit('error', new Error('the client left'));
		});
		for (const [name, value] of Object.entries({ ...reply.getHeaders(), ...HEADERS })) {
			raw.setHeader(name, value ?? '');
		}
		raw.writeHead(200);
	}

	function write(text: string): void {
		if (raw.destroyed || raw.writableEnded) return;
		raw.write(text);
		if (raw.writableLength > WAITING_BYTES_MAX) raw.destroy();
	}

	return {
		send(event, data, retryMs) {
			const retry = retryMs === undefined ? '' : `retry: ${String(retryMs)}\n`;
			write(`${retry}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
		},
		beat: () => {
			write(':\n\n');
		},
		end() {
			if (!raw.destroyed) raw.end();
		},
	};
}
