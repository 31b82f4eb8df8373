import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMailSink } from '../mail-sink.ts';
import { stop } from '../pinned-process.ts';
import { startPostern } from '../postern-server.ts';
import { seedSqlite } from '../seed.ts';
import { measure } from '../slice.ts';
import { signInByCode } from '../sign-in-by-code.ts';
import { LOAD_CORE, SERVER_CORE, type Stage } from '../stage.ts';
import { addPasswords } from '../passwords.ts';

const PORT = 8194;
const ACCOUNTS = 50;
const WAITING = 16;
const RATE = 300;
const CODES = 300;

/** Signing in by password and by code, and what others notice of it. */
export async function benchSignIn(stage: Stage): Promise<void> {
	console.log('\nSigning in, SQLite');
	await using sink = await startMailSink();
	const folder = await stage.newFolder();
	const settings = {
		...{ MAIL_VIA: 'resend', RESEND_API_KEY: 'a-key-for-the-sink', RESEND_URL: sink.url },
		...{ MAILS_PER_MINUTE: '100', MAILS_PER_HOUR: '1000', SESSIONS_PER_USER_MAX: '1000' },
	};
	// The API makes the tables.
	await stop(await startPostern(SERVER_CORE, PORT, folder));
	const cookies = seedSqlite(folder, 1000);
	const logins = await addPasswords(join(folder, 'postern.sqlite'), ACCOUNTS);
	const server = stage.keep(await startPostern(SERVER_CORE, PORT, folder, settings));
	const servers = [{ process: server, port: PORT }];
	const checked = await stage.target('GET /users/me', servers, {
		wanted: cookies.map((cookie) => ({ path: '/users/me', cookie })),
	});
	const login = await stage.target('POST /auth/login', servers, {
		wanted: logins.map((body) => ({ method: 'POST', path: '/auth/login', body })),
	});
	const { seconds } = stage.options;
	const paced = { core: LOAD_CORE, connections: 16, rate: RATE, seconds: 4 * seconds };
	await measure(checked, paced);
	const alone = await measure(checked, paced);
	const flood = measure(login, {
		...{ core: LOAD_CORE, connections: WAITING, seconds: 4 * seconds + 2 },
	});
	await sleep(1000);
	const beside = await measure(checked, paced);
	const signIns = await flood;
	console.log(`by password: ${signIns.perSecond.toFixed(1)} a second, ${String(WAITING)} waiting`);
	for (const [name, { p50, p99 }] of [
		['nobody signs in', alone],
		[`${String(WAITING)} sign-ins always wait`, beside],
	] as const) {
		console.log(
			`  GET /users/me at ${String(RATE)}/s while ${name}: ${p50.toFixed(1)} / ${p99.toFixed(1)} ms`,
		);
	}
	const times = await signInByCode(
		`http://127.0.0.1:${String(PORT)}`,
		sink,
		CODES,
		() => `${randomUUID()}@example.com`,
	);
	console.log(
		`by code: send ${times.send.toFixed(1)} ms, until the mail is there ${times.mail.toFixed(1)} ms, verify ${times.verify.toFixed(1)} ms (medians of ${String(CODES)}, one after another)`,
	);
	await stop(server);
}
