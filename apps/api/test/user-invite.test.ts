import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { run, type RunningApi, type Settings, startApi } from './process.ts';

const WITHIN_MS = 10_000;
const PATH = '/auth/passwordless/email';

let dataDir: string;
let database: TestDatabase;
let settings: Settings;

beforeAll(async () => {
	dataDir = await mkdtemp(join(tmpdir(), 'postern-invite-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

beforeEach(async () => {
	database = await createTestDatabase({ migrate: false });
	settings = {
		DATA_DIR: dataDir,
		...database.settings,
		NODE_ENV: 'development',
		SIGN_UP: 'invited',
	};
	return () => database[Symbol.asyncDispose]();
});

const invite = (...parameters: string[]) =>
	run('src/commands/user-invite.ts', settings, ...parameters);

interface Message {
	readonly to: string;
	readonly subject: string;
	readonly text: string;
}

/** The newest mail to an address whose subject matches, as the dev mailbox shows it. */
async function mailTo(api: RunningApi, to: string, subject: RegExp): Promise<Message> {
	for (const deadline = Date.now() + WITHIN_MS; Date.now() < deadline;) {
		const response = await fetch(`${api.url}/dev/mailbox/messages`);
		const messages = (await response.json()) as Message[];
		const found = messages.find((mail) => mail.to === to && subject.test(mail.subject));
		if (found !== undefined) return found;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error(`no mail to ${to}:\n${api.output()}`);
}

const post = (api: RunningApi, path: string, body: object) =>
	fetch(`${api.url}${PATH}/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});

describe('user:invite', { timeout: 60_000 }, () => {
	test('mails an invitation through the API, and the address can make an account then', async () => {
		const { code, output, errors } = await invite(' Ada@Example.com ');
		expect({ code, errors }).toEqual({ code: 0, errors: '' });
		expect(output).toBe('ada@example.com is invited; the API will send the mail.\n');
		await using api = await startApi(settings);
		const invitation = await mailTo(api, 'ada@example.com', /invited/);
		expect(invitation.text).toContain('http://localhost:5173/sign-in');

		const sent = await post(api, 'send', { email: 'ada@example.com' });
		const { authRequestId } = (await sent.json()) as { authRequestId: string };
		const mail = await mailTo(api, 'ada@example.com', /Sign in/);
		const [, text = ''] = /^\s*(\d{6})\s*$/m.exec(mail.text) ?? [];
		const signedIn = await post(api, 'verify/code', { authRequestId, code: text });
		expect(signedIn.status).toBe(200);
		expect(await signedIn.json()).toMatchObject({ email: 'ada@example.com' });
	});

	test('writes in the language it is told to', async () => {
		expect((await invite('ada@example.com', 'de')).code).toBe(0);
		await using api = await startApi(settings);
		const { subject } = await mailTo(api, 'ada@example.com', /./);
		expect(subject).toContain('eingeladen');
	});

	test('leaves a stranger a stranger', async () => {
		await invite('ada@example.com');
		await using api = await startApi(settings);
		await post(api, 'send', { email: 'eve@example.com' });
		const { text } = await mailTo(api, 'eve@example.com', /No Postern account/);
		expect(text).not.toMatch(/#t=|\b\d{6}\b/);
	});

	test('refuses an address that has an account', async () => {
		await run('src/commands/user-create.ts', settings, 'ada@example.com');
		expect(await invite('ADA@example.com')).toMatchObject({
			code: 1,
			output: '',
			errors: 'ada@example.com has an account already.\n',
		});
		const { db } = database.open();
		expect(await db.selectFrom('invitation').selectAll().execute()).toEqual([]);
		expect(await db.selectFrom('outbox_mail').selectAll().execute()).toEqual([]);
	});

	test('says when invitations do not count yet', async () => {
		settings = { ...settings, SIGN_UP: 'open' };
		const { code, output } = await invite('ada@example.com');
		expect(code).toBe(0);
		expect(output).toContain('SIGN_UP is open: invitations count once it is "invited".');
	});

	test.each([
		['ada'],
		['ada@example.com,eve@example.com'],
		['Ada <ada@example.com>'],
		['ad\u0131@example.com'],
		['ada@example.com\n'],
	])('refuses %j in words', async (address) => {
		const { code, output, errors } = await invite(address);
		expect({ code, output }).toEqual({ code: 2, output: '' });
		expect(errors).toMatch(/is no e-mail address[^]*Usage: pnpm --filter api user:invite/);
	});

	test.each([[[]], [['ada@example.com', 'fr']], [['ada@example.com', 'DE']]])(
		'says how it is used when it is given %j',
		async (parameters) => {
			const { code, output, errors } = await invite(...parameters);
			expect({ code, output, errors }).toEqual({
				code: 2,
				output: '',
				errors: 'Usage: pnpm --filter api user:invite person@example.com [en|de]\n',
			});
		},
	);
});
