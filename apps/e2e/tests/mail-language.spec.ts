import { expect, test } from '../fixtures/test.ts';

// cspell:disable -- German
const SUBJECT = 'Bei Postern anmelden';

test.use({ locale: 'de-DE' });

test('a browser that prefers German gets its mails in German, the second one too', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await page.clock.install();
	await page.goto('/sign-in');
	await page.getByLabel('E-Mail').fill(newcomer);
	await page.getByRole('button', { name: 'Weiter mit E-Mail' }).click();
	const first = await mail.next(newcomer);
	expect(first.subject).toBe(SUBJECT);
	expect(first.text).toContain('Link und Code gelten 10 Minuten.');
	expect(first.html).toContain('lang="de"');
	const code = page.getByLabel('Sechsstelliger Code');
	await expect(code).toBeVisible();
	stack.time.passResendWait(newcomer);
	await page.clock.fastForward('01:01');
	await page.getByRole('button', { name: 'Neue Mail senden' }).click();
	const second = await mail.next(newcomer);
	expect(second.subject).toBe(SUBJECT);
	await expect(code).toBeFocused();
	await code.fill(second.code);
	await expect(page).toHaveURL('/welcome');
});
