import { spawn } from 'node:child_process';
import { createConnection } from 'node:net';
import { stop } from './pinned-process.ts';

const PORT = 8199;
const TRIES = 50;

/** A Redis of this run's own. */
export interface Redis {
	readonly url: string;
	stop(): Promise<void>;
}

/** Starts a Redis on loopback that keeps nothing; null where there is no redis-server. */
export async function startRedis(): Promise<Redis | null> {
	const flags = ['--port', String(PORT), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
	const server = spawn('redis-server', flags, { stdio: 'ignore' });
	const found = { isMissing: false };
	server.on('error', () => {
		found.isMissing = true;
	});
	for (let tries = 0; tries < TRIES; tries += 1) {
		if (found.isMissing) return null;
		if (await answers()) {
			return { url: `redis://127.0.0.1:${String(PORT)}`, stop: () => stop(server) };
		}
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error('redis-server did not start');
}

function answers(): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = createConnection({ host: '127.0.0.1', port: PORT });
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => {
			resolve(false);
		});
	});
}
