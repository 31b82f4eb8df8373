import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * What a relay does: hands everything on; cuts what is open and refuses what comes; or swallows everything,
 * as a network does from which packets vanish.
 */
export type RelayManners = 'pass' | 'refuse' | 'swallow';

/** A wire between a client and a server on this machine, which can be hurt. */
export interface Relay extends AsyncDisposable {
	readonly port: number;
	behave(manners: RelayManners): void;
}

/** Starts a relay on a free port of 127.0.0.1 to another one. */
export async function startRelay(targetPort: number): Promise<Relay> {
	const pairs = new Set<readonly [Socket, Socket]>();
	let manners: RelayManners = 'pass';

	/** Once packets of a connection have vanished it is of no use to anybody, so it is never joined again. */
	function swallow(pair: readonly [Socket, Socket]): void {
		for (const socket of pair) {
			socket.unpipe();
			socket.pause();
		}
	}

	function cut(pair: readonly [Socket, Socket]): void {
		pairs.delete(pair);
		for (const socket of pair) socket.resetAndDestroy();
	}

	const server = createServer((near) => {
		near.on('error', () => undefined);
		if (manners === 'refuse') {
			near.resetAndDestroy();
			return;
		}
		const far = connect(targetPort, '127.0.0.1');
		far.on('error', () => undefined);
		const pair = [near, far] as const;
		pairs.add(pair);
		near.once('close', () => {
			pairs.delete(pair);
			far.destroy();
		});
		far.once('close', () => {
			// What was swallowed does not learn of the other side's end either.
			if (manners !== 'swallow') near.destroy();
		});
		if (manners === 'swallow') {
			swallow(pair);
			return;
		}
		near.pipe(far);
		far.pipe(near);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		behave(next) {
			manners = next;
			if (next === 'refuse') for (const pair of pairs) cut(pair);
			if (next === 'swallow') for (const pair of pairs) swallow(pair);
		},
		async [Symbol.asyncDispose]() {
			for (const pair of pairs) cut(pair);
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
