import { askForMail, codeStep, mailForm } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

test('with links alone, the page waits for the link and goes on by itself', async ({
	page,
	context,
	browser,
	mail,
	newcomer,
	stack,
}) => {
	await stack.restartApi({ PASSWORDLESS_TYPE: 'LINK' });
	await askForMail(page, newcomer);
	await expect(page.getByText('Waiting for the link.')).toBeVisible();
	await expect(codeStep(page).field).toHaveCount(0);
	const { link, text } = await mail.next(newcomer);
	expect(text).not.toMatch(/^\s*\d{6}\s*$/m);

	await using elsewhere = await browser.newContext();
	const phone = await elsewhere.newPage();
	await phone.goto(link);
	await expect(phone.getByText('copy it from the mail into that browser')).toBeVisible();
	const tab = await context.newPage();
	await tab.goto(link);
	await expect(tab).toHaveURL('/welcome');
	await expect(page).toHaveURL('/welcome');
});

test('with codes alone, mail and page speak of no link', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await stack.restartApi({ PASSWORDLESS_TYPE: 'CODE', MAIL_CODE_IN_SUBJECT: 'on' });
	await page.goto('/sign-in');
	await mailForm(page).send(newcomer);
	await expect(codeStep(page).field).toBeVisible();
	await expect(page.locator('main')).not.toContainText(/\blink\b/i);
	const { code, subject, text } = await mail.next(newcomer);
	expect(text).not.toContain('/link');
	expect(subject).toBe(`${code} is your Postern code`);
	await codeStep(page).field.fill(code);
	await expect(page).toHaveURL('/welcome');
});
