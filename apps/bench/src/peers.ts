import { type ChildProcess, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startPinnedCommand } from './pinned-process.ts';
import { SERVER_CORE } from './stage.ts';

const FOLDER = join(import.meta.dirname, '../peers');
const SESSIONS = 1000;

/** Where a peer runs. */
export interface PeerPlace {
	readonly port: number;
	readonly folder: string;
	readonly redisUrl: string;
}

/** Something that answers who is signed in, and leaves the cookies of those who are in its folder. */
export interface Peer {
	readonly name: string;
	readonly needsRedis: boolean;
	start(place: PeerPlace): ChildProcess;
}

/** Installs what a folder of peers is made of, unless that is done; nothing of it is part of Postern. */
export function installPeers(folder = FOLDER): void {
	if (existsSync(join(folder, 'node_modules'))) return;
	console.log('Installing the peers…');
	runNpm(folder, ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
}

/** Runs npm in a folder of peers. @throws when it fails */
export function runNpm(folder: string, args: readonly string[]): void {
	const { status } = spawnSync('npm', args, {
		...{ cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' },
	});
	if (status !== 0) throw new Error(`npm ${args.join(' ')} failed in ${folder}`);
}

/** All that can run here. */
export function peers(): readonly Peer[] {
	const python = findPython();
	if (python === null) {
		console.log('FastAPI is left out: no Python here has fastapi and uvicorn.');
	}
	return [
		inNode("Node's own server, no framework, no check", 'node-http'),
		inNode('Fastify + @fastify/jwt in a cookie', 'fastify-jwt'),
		inNode('Express + express-session on Redis', 'express-session-redis', { needsRedis: true }),
		inNode('better-auth on SQLite, cookie cache on', 'better-auth', {
			env: { COOKIE_CACHE: 'on' },
		}),
		inNode('better-auth on SQLite, cookie cache off', 'better-auth'),
		...(python === null ? [] : [fastApi(python)]),
	];
}

function inNode(
	name: string,
	script: string,
	more: { needsRedis?: boolean; env?: Readonly<Record<string, string>> } = {},
): Peer {
	return {
		...{ name, needsRedis: more.needsRedis ?? false },
		start: ({ port, folder, redisUrl }) =>
			startPinnedCommand(
				SERVER_CORE,
				[process.execPath, `${script}.mjs`, String(port), folder, String(SESSIONS)],
				{ cwd: FOLDER, env: { NODE_ENV: 'production', REDIS_URL: redisUrl, ...more.env } },
			),
	};
}

function fastApi(python: string): Peer {
	return {
		...{ name: 'FastAPI, async, sessions in a dict', needsRedis: false },
		start: ({ port, folder }) =>
			startPinnedCommand(
				SERVER_CORE,
				[
					...[python, '-m', 'uvicorn', 'fastapi_app:app', '--port', String(port)],
					...['--no-access-log', '--log-level', 'warning'],
				],
				{
					cwd: FOLDER,
					env: { FOLDER: folder, COUNT: String(SESSIONS), PYTHONDONTWRITEBYTECODE: '1' },
				},
			),
	};
}

function findPython(): string | null {
	const has = (python: string) =>
		spawnSync(python, ['-c', 'import fastapi, uvicorn'], { stdio: 'ignore' }).status === 0;
	return ['python3', '/usr/bin/python3'].find(has) ?? null;
}
