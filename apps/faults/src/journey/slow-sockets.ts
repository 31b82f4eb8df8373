import { connect, type Socket } from 'node:net';
import { WEB_ORIGIN } from '../stack/fleet.ts';

/**
 * Ways to keep a server waiting: headers or a body that come bit by bit; nothing at all; or many questions whose
 * answers are never read.
 */
export type Slowness = 'headers' | 'body' | 'silence' | 'reading';

/** Connections that take their time. Disposing of them lets them go. */
export interface SlowSockets extends Disposable {
	/** How long each that has ended was open, in milliseconds; those that never read do not learn of their end. */
	readonly heldMs: readonly number[];
	/** The ports from which they come. One that has ended has none: its port may be another's by now. */
	readonly ports: ReadonlySet<number>;
	/** How many the server never took. */
	refused(): number;
}

const BIT_EVERY_MS = 3000;
const HOST = 'Host: api.example.com\r\n';
const HEADERS = `GET /users/me HTTP/1.1\r\n${HOST}`;
const BODY = [
	`POST /auth/login HTTP/1.1\r\n${HOST}Origin: ${WEB_ORIGIN}\r\n`,
	'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
].join('');
const QUESTIONS = `GET /health/live HTTP/1.1\r\n${HOST}\r\n`.repeat(200);
/** Their answers are more than the buffers of a connection hold, on both sides together. */
const QUESTION_BYTES_MAX = 2 * 1024 * 1024;

/** So that it is neither the opening that is measured, nor the thousands of questions that fill the buffers. */
const PACES = {
	quiet: { atOnce: 50, everyMs: 20 },
	asking: { atOnce: 1, everyMs: 500 },
};

/** Opens so many, over some seconds. */
export async function openSlowSockets(
	port: number,
	count: number,
	slowness: Slowness,
): Promise<SlowSockets> {
	const heldMs: number[] = [];
	const ports = new Set<number>();
	const sockets = new Set<Socket>();
	let refused = 0;

	function open(): void {
		const socket = connect(port, '127.0.0.1');
		let openedAt = NaN;
		let from = 0;
		let timer: NodeJS.Timeout | undefined;
		sockets.add(socket);
		socket.once('connect', () => {
			openedAt = performance.now();
			from = socket.localPort ?? 0;
			ports.add(from);
			timer = begin(socket, slowness);
		});
		socket.on('error', () => undefined);
		socket.once('close', () => {
			clearInterval(timer);
			sockets.delete(socket);
			ports.delete(from);
			if (Number.isNaN(openedAt)) refused += 1;
			else heldMs.push(performance.now() - openedAt);
		});
	}

	const { atOnce, everyMs } = PACES[slowness === 'reading' ? 'asking' : 'quiet'];
	for (let opened = 0; opened < count; opened += atOnce) {
		for (let each = opened; each < Math.min(count, opened + atOnce); each += 1) open();
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
	return {
		...{ heldMs, ports },
		refused: () => refused,
		[Symbol.dispose]() {
			for (const socket of sockets) socket.destroy();
		},
	};
}

function begin(socket: Socket, slowness: Slowness): NodeJS.Timeout | undefined {
	if (slowness === 'reading') {
		socket.pause();
		for (let sent = 0; sent < QUESTION_BYTES_MAX; sent += QUESTIONS.length) socket.write(QUESTIONS);
		return undefined;
	}
	// What the server says at the end has to be read, or the end is not seen.
	socket.resume();
	if (slowness === 'silence') return undefined;
	socket.write(slowness === 'headers' ? HEADERS : BODY);
	return setInterval(() => socket.write(slowness === 'headers' ? 'X-A: b\r\n' : ' '), BIT_EVERY_MS);
}
