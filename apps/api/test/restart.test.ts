/** Keycloak CVE-2026-9802: what was revoked was good again after a restart. */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { WEB_ORIGIN } from './app.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { codeIn } from './mail.ts';
import { type RunningApi, startApi } from './process.ts';

const EMAIL = 'ada@example.com';
const POLL_MS = 20;
const TWO_STARTS_MS = 60_000;
const PATH = '/auth/passwordless/email';

let database: TestDatabase;

beforeEach(async () => {
	database = await createTestDatabase({ migrate: false });
	return () => database[Symbol.asyncDispose]();
});

const start = () =>
	startApi({
		NODE_ENV: 'test',
		SECRET_KEY: 'q7LhT2vXw9ZbN4mKr8JfC3sPy6GdUeAo',
		...database.settings,
	});

const post = (api: RunningApi, path: string, payload: object, cookie = '') =>
	fetch(api.url + path, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			origin: WEB_ORIGIN,
			...(cookie === '' ? {} : { cookie }),
		},
		body: JSON.stringify(payload),
	});

const statusOfMe = async (api: RunningApi, cookie: string) =>
	(await fetch(`${api.url}/users/me`, { headers: { cookie } })).status;

const cookiesOf = (response: Response) =>
	response.headers
		.getSetCookie()
		.map((cookie) => cookie.split(';')[0])
		.join('; ');

async function mailTo(api: RunningApi, email: string): Promise<{ text: string }> {
	for (;;) {
		const host = { headers: { host: `localhost:${String(api.port)}` } };
		const answer = await fetch(`${api.url}/dev/mailbox/messages?to=${email}`, host);
		const [mail] = (await answer.json()) as { text: string }[];
		if (mail !== undefined) return mail;
		await sleep(POLL_MS);
	}
}

/** Signs in by mail; gives the session, and what it was begun with. */
async function signIn(api: RunningApi) {
	const asked = await post(api, `${PATH}/send`, { email: EMAIL });
	const browser = cookiesOf(asked);
	const { authRequestId } = (await asked.json()) as { authRequestId: string };
	const code = codeIn(await mailTo(api, EMAIL));
	const verify = { authRequestId, code };
	const verified = await post(api, `${PATH}/verify/code`, verify, browser);
	expect(verified.status).toBe(200);
	return { cookie: cookiesOf(verified), browser, verify };
}

test.each(['SIGTERM', 'SIGKILL'] as const)(
	'what was ended or used stays so when the process is stopped by %s and started again',
	{ timeout: TWO_STARTS_MS },
	async (signal) => {
		await using first = await start();
		const { cookie, browser, verify } = await signIn(first);
		expect(await statusOfMe(first, cookie)).toBe(200);
		expect((await post(first, '/auth/logout', {}, cookie)).status).toBe(204);
		await first.stop(signal);

		await using second = await start();
		expect(await statusOfMe(second, cookie)).toBe(401);
		const replayed = await post(second, `${PATH}/verify/code`, verify, browser);
		expect(replayed.status).toBe(410);
		expect(await replayed.json()).toMatchObject({ code: 'auth_request_used' });
	},
);
