import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { TestApp } from './app.ts';

/** An answer as its bytes came over the wire. */
export interface RawReply {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** Everything that came, also after the first answer. */
	readonly text: string;
}

const PATIENCE_MS = 3000;

/** Lets the app listen on a free port of this machine. */
export async function listen({ app }: Pick<TestApp, 'app'>): Promise<number> {
	await app.listen({ host: '127.0.0.1', port: 0 });
	return (app.server.address() as AddressInfo).port;
}

/** Sends bytes as they are and gives what comes back until the other side closes or falls silent. */
export function sendRaw(port: number, bytes: string | Buffer, quietMs = 150): Promise<RawReply> {
	return new Promise((resolve) => {
		const chunks: Buffer[] = [];
		const socket = connect({ host: '127.0.0.1', port }, () => socket.write(bytes));
		const finish = () => {
			socket.destroy();
			resolve(parseReply(Buffer.concat(chunks).toString('latin1')));
		};
		socket.setTimeout(PATIENCE_MS, finish);
		socket.on('data', (chunk) => {
			chunks.push(chunk);
			socket.setTimeout(quietMs, finish);
		});
		socket.on('close', finish);
		socket.on('error', finish);
	});
}

/** A request line, a Host, more header lines, and the empty line. */
export const head = (requestLine: string, ...lines: string[]): string =>
	[requestLine, 'Host: localhost', ...lines, '', ''].join('\r\n');

function parseReply(text: string): RawReply {
	const [head = '', ...rest] = text.split('\r\n\r\n');
	const [statusLine = '', ...lines] = head.split('\r\n');
	const headers = lines.map((line) => {
		const colon = line.indexOf(':');
		return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
	});
	return {
		status: Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1] ?? 0),
		headers: Object.fromEntries(headers) as Record<string, string>,
		body: rest.join('\r\n\r\n'),
		text,
	};
}
