import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A wire between a process and a server on this machine, which can be hurt. Disposing of it cuts it. */
export interface Relay extends AsyncDisposable {
	readonly port: number;
	/** What is open says nothing any more, ever; and what comes is not answered until `recover`. */
	swallow(): void;
	/** New connections work again. */
	recover(): void;
	/** Keeps everything that comes, and hands it on, late, at `release`. */
	hold(): void;
	release(): void;
}

/** Starts one on a free port of 127.0.0.1. */
export async function startRelay(target: { host: string; port: number }): Promise<Relay> {
	const open = new Set<readonly [Socket, Socket]>();
	let swallows = false;

	function part([near, far]: readonly [Socket, Socket]): void {
		for (const socket of [near, far]) socket.unpipe().pause();
	}

	function join([near, far]: readonly [Socket, Socket]): void {
		near.pipe(far);
		far.pipe(near);
	}

	const server = createServer((near) => {
		const far = connect(target);
		const pair = [near, far] as const;
		open.add(pair);
		for (const socket of pair) {
			// A connection that is cut is what it is for.
			socket.on('error', () => undefined);
			socket.once('close', () => open.delete(pair));
		}
		near.once('close', () => far.end());
		far.once('close', () => near.destroy());
		if (!swallows) join(pair);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		swallow() {
			swallows = true;
			for (const pair of open) part(pair);
		},
		recover: () => void (swallows = false),
		hold() {
			for (const pair of open) part(pair);
		},
		release() {
			for (const pair of open) join(pair);
		},
		async [Symbol.asyncDispose]() {
			for (const pair of open) for (const socket of pair) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
