import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findRedis, type Redis, startRedis } from '@postern/local-servers';
import { compare } from '../compare.ts';
import { installPeers, type Peer, peers } from '../peers.ts';
import { stop, untilReady } from '../pinned-process.ts';
import type { Stage } from '../stage.ts';
import type { Target } from '../slice.ts';

const FIRST_PORT = 8200;

/** What people would pick instead, each asked who is signed in. */
export async function benchPeers(stage: Stage): Promise<void> {
	installPeers();
	console.log('\nWhat people would pick instead: who is signed in, 1,000 sessions');
	const program = findRedis();
	await using redis = program === null ? null : await startRedis(program);
	if (redis === null) console.log('No redis-server was found: what needs one is left out.');
	const targets: Target[] = [];
	for (const [index, peer] of peers().entries()) {
		if (peer.needsRedis && redis === null) continue;
		targets.push(await start(stage, peer, FIRST_PORT + index, redis));
	}
	await compare(stage.comparison, targets);
	for (const { servers } of targets) for (const server of servers) await stop(server);
}

async function start(stage: Stage, peer: Peer, port: number, redis: Redis | null): Promise<Target> {
	const folder = await stage.newFolder();
	const server = stage.keep(peer.start({ port, folder, redisUrl: redis?.url ?? '' }));
	await untilReady(`http://127.0.0.1:${String(port)}/users/me`, server);
	const cookies = (await readFile(join(folder, 'cookies'), 'utf8')).split('\n');
	return stage.target(peer.name, [{ process: server, port }], {
		wanted: cookies.map((cookie) => ({ path: '/users/me', cookie })),
	});
}
