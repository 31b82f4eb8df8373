import type { ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hashToken, mintToken } from '@postern/session-token';
import { startPinned, stop, untilReady } from './pinned-process.ts';

const MAIN = new URL('../../api/src/main.ts', import.meta.url);
const MONTH_MS = 30 * 24 * 60 * 60 * 1000;
const TOKENS_USED = 1000;

/** The API as it runs in production, except that no load reaches its request limit. */
export async function startPostern(
	core: number,
	port: number,
	dataDir: string,
	settings: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
	const child = startPinned(core, MAIN, [], {
		env: {
			NODE_ENV: 'production',
			API_PORT: String(port),
			API_URL: 'https://api.example.com',
			WEB_ORIGINS: 'https://app.example.com',
			DATA_DIR: dataDir,
			SECRET_KEY: randomBytes(32).toString('base64'),
			MAIL_VIA: 'smtp',
			SMTP_URL: 'smtp://127.0.0.1:9',
			MAIL_FROM: 'Postern <no-reply@example.com>',
			RATE_LIMIT_PER_MINUTE: '1000000000',
			...settings,
		},
	});
	await untilReady(`http://127.0.0.1:${String(port)}/health/ready`);
	return child;
}

/** Fills an empty database with sessions and gives the cookies of some of them. */
export async function seed(dataDir: string, port: number, sessions: number): Promise<string[]> {
	// The API makes the tables.
	await stop(await startPostern(0, port, dataDir));
	const database = new DatabaseSync(join(dataDir, 'postern.sqlite'));
	const now = Date.now();
	const addUser = database.prepare('insert into user (id, email, created_at) values (?, ?, ?)');
	const addSession = database.prepare(
		`insert into session (token_hash, id, user_id, method, created_at, last_seen_at, expires_at)
		values (?, ?, ?, 'password', ?, ?, ?)`,
	);
	const cookies: string[] = [];
	const every = Math.max(1, Math.floor(sessions / TOKENS_USED));
	database.exec('begin');
	for (let index = 0; index < sessions; index += 1) {
		const token = mintToken();
		const userId = randomUUID();
		addUser.run(userId, `person-${String(index)}@example.com`, now);
		addSession.run(hashToken(token), randomUUID(), userId, now, now, now + MONTH_MS);
		if (index % every === 0) cookies.push(`__Host-session=${token}`);
	}
	database.exec('commit');
	database.close();
	return cookies;
}
