import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the range from which systems take ports for outgoing connections: a process that is stopped
// for a moment must find its port free when it starts again.
const FIRST = 20_000;
const LAST = 30_000;

/** A port of 127.0.0.1 on which nothing listens. */
export async function findFreePort(): Promise<number> {
	const port = randomInt(FIRST, LAST);
	return (await isFree(port)) ? port : findFreePort();
}

function isFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => {
			resolve(false);
		});
		server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
			server.close(() => {
				resolve(true);
			});
		});
	});
}
