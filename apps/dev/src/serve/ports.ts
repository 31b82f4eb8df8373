import { createServer } from 'node:net';

/** A port of 127.0.0.1 that was free a moment ago. */
export async function findFreePort(): Promise<number> {
	const server = createServer();
	await listen(server, 0, '127.0.0.1');
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('No free port was found.');
	return address.port;
}

/**
 * Makes sure that nothing listens on a port of this machine, by IPv4 or IPv6: browsers try both for
 * `localhost`, and would meet a stranger on the other one.
 * @throws {Error} naming the variable that moves the port
 */
export async function requireFreePort(port: number, variable: string): Promise<void> {
	for (const host of ['127.0.0.1', '::1']) {
		const server = createServer();
		try {
			await listen(server, port, host);
		} catch (error) {
			if (!isTaken(error)) continue;
			throw new Error(
				`Port ${port} is taken. Stop what listens there, or choose another: ${variable}=${port + 1} npm start`,
				{ cause: error },
			);
		}
		await new Promise((resolve) => server.close(resolve));
	}
}

function listen(server: ReturnType<typeof createServer>, port: number, host: string) {
	return new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen({ port, host, exclusive: true }, resolve);
	});
}

/** EADDRNOTAVAIL, on a machine without IPv6, is not a port in use. */
function isTaken(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
