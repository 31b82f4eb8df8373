import { once } from 'node:events';
import { connect } from 'node:net';
import { WEB_ORIGIN } from '../stack/fleet.ts';

const CONNECTIONS = 8;
/** Requests on their way on each connection: the client must not be what is measured. */
const AHEAD = 32;
const STATUS = /HTTP\/1\.1 (\d{3}) /g;

/** One request of each of many clients. */
export interface ManyOptions {
	readonly port: number;
	/** The number of the first client; each has an address of its own. */
	readonly from: number;
	readonly count: number;
	/** After so many the numbers begin anew. */
	readonly distinct?: number;
}

/** The address of a client by its number: networks of IPv6 that are set aside for documents (RFC 3849). */
const addressOf = (number: number) =>
	`2001:db8:${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}::1`;

/**
 * Asks who they are for many clients that are not signed in, behind a proxy that names their addresses.
 * @returns how often each status came
 */
export async function askAsMany(options: ManyOptions): Promise<Record<string, number>> {
	const answers: Record<string, number> = {};
	let next = 0;
	const take = () =>
		next < options.count ? options.from + (next++ % (options.distinct ?? Infinity)) : null;
	await Promise.all(Array.from({ length: CONNECTIONS }, () => askOn(options.port, take, answers)));
	return answers;
}

async function askOn(
	port: number,
	take: () => number | null,
	answers: Record<string, number>,
): Promise<void> {
	const socket = connect(port, '127.0.0.1').setEncoding('latin1');
	await once(socket, 'connect');
	let under = 0;
	let rest = '';
	const send = (many: number) => {
		let text = '';
		for (let number = take(); number !== null; number = take()) {
			text += `GET /users/me HTTP/1.1\r\nhost: api\r\norigin: ${WEB_ORIGIN}\r\nx-forwarded-for: ${addressOf(number)}\r\n\r\n`;
			under += 1;
			if (--many === 0) break;
		}
		if (text !== '') socket.write(text);
	};
	socket.on('data', (chunk: string) => {
		const text = rest + chunk;
		let came = 0;
		let seenUntil = 0;
		for (const { 0: whole, 1: status = '', index } of text.matchAll(STATUS)) {
			answers[status] = (answers[status] ?? 0) + 1;
			came += 1;
			seenUntil = index + whole.length;
		}
		// A status line may be cut in two.
		rest = text.slice(Math.max(seenUntil, text.length - 'HTTP/1.1 200'.length));
		under -= came;
		if (came > 0) send(came);
		if (under === 0) socket.end();
	});
	send(AHEAD);
	if (under === 0) socket.end();
	await once(socket, 'close');
}
