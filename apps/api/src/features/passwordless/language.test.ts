/** In which language a mail is written: the one its reader chose before the one of the browser that asked. */
import { expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { askAgain, askFor, createVisitor } from '../../../test/visitor.ts';
import { MINUTE_MS } from '../../ports/clock.ts';

const GERMAN = 'Bei Postern anmelden';
const ENGLISH = 'Sign in to Postern';

async function choose(api: TestApp, language: 'en' | 'de' | null): Promise<void> {
	const ada = await api.signIn('ada@example.com');
	const payload = { language };
	await api.send({ method: 'PATCH', url: '/users/me/profile', cookie: ada.cookie, payload });
}

const browserIn = (api: TestApp, language: string) =>
	createVisitor(api, { headers: { 'accept-language': language } });

test.each([
	['de', 'en', GERMAN],
	['en', 'de', ENGLISH],
	[null, 'de', GERMAN],
	[null, 'en', ENGLISH],
] as const)(
	'who chose %j gets a mail in it, asked for in a browser that reads %s',
	async (chosen, browsers, subject) => {
		await using api = await createTestApp();
		await choose(api, chosen);
		const visitor = browserIn(api, browsers);
		const first = await askFor(api, visitor);
		expect(first.mail.subject).toContain(subject);
		api.clock.advance(MINUTE_MS);
		expect((await askAgain(api, visitor, first)).mail.subject).toContain(subject);
	},
);

test('an account that is disabled is told so in the language of its person', async () => {
	await using api = await createTestApp();
	await choose(api, 'de');
	const other = await askFor(api, browserIn(api, 'en'), 'unknown@example.com');
	await api.storage.db.updateTable('user').set({ disabled_at: 0 }).execute();
	const { mail } = await askFor(api, browserIn(api, 'en'));
	expect(mail.text).toContain('Konto');
	expect(other.mail.text).not.toContain('Konto');
});

test('a language that mails are not written in any more leaves the choice to the browser', async () => {
	await using api = await createTestApp();
	await choose(api, 'de');
	await api.storage.db.updateTable('profile').set({ language: 'tlh' }).execute();
	const { mail } = await askFor(api, browserIn(api, 'de'));
	expect(mail.subject).toContain(GERMAN);
});
