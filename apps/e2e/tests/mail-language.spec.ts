import { askForMail, codeStep } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

// cspell:ignore anmelden gelten Minuten
const GERMAN_SUBJECT = 'Bei Postern anmelden';

test.use({ locale: 'de-DE' });

test('a browser that prefers German gets its mails in German, the second one too', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await page.clock.install();
	await askForMail(page, newcomer);
	const first = await mail.next(newcomer);
	expect(first.subject).toBe(GERMAN_SUBJECT);
	expect(first.text).toContain('Link und Code gelten 10 Minuten.');
	expect(first.html).toContain('lang="de"');
	stack.time.passResendWait(newcomer);
	await page.clock.fastForward('01:01');
	await codeStep(page).resend.click();
	const second = await mail.next(newcomer);
	expect(second.subject).toBe(GERMAN_SUBJECT);
	await expect(codeStep(page).field).toBeFocused();
	await codeStep(page).field.fill(second.code);
	await expect(page).toHaveURL('/welcome');
});
