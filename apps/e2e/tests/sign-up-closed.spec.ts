import { askForMail, codeStep, mailForm } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

test.use({ settings: { SIGN_UP: 'invited' } });

test('an address without an account meets the same pages, and its mail says how it is', async ({
	page,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	await expect(codeStep(page).field).toBeVisible();
	const { subject, text } = await mail.next(newcomer);
	expect(subject).toBe('No Postern account for this address');
	expect(text).not.toMatch(/\d{6}|#t=/);
	await codeStep(page).field.fill('123456');
	await expect(codeStep(page).field).toHaveAccessibleDescription(/That is not the code\. 4 tries/);
});

test('an account that is there signs in as ever', async ({ page, mail, person }) => {
	await askForMail(page, person.email);
	await codeStep(page).field.fill((await mail.next(person.email)).code);
	await expect(page).toHaveURL('/welcome');
});

test('somebody who was invited gets their account with the first sign-in', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await stack.invite(newcomer, 'en');
	const invitation = await mail.next(newcomer);
	expect(invitation.subject).toBe('You are invited to Postern');
	await page.goto(/(https?:\/\/\S+\/sign-in)/.exec(invitation.text)?.[1] ?? '');
	await mailForm(page).send(newcomer);
	const { text, link } = await mail.next(newcomer);
	expect(text).toContain('Signing in makes one.');
	await page.goto(link);
	await expect(page).toHaveURL('/welcome');
	await expect(page.getByText(newcomer)).toBeVisible();
});

test('no account is made when sign-up was closed after the mail went out', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await stack.restartApi({ SIGN_UP: 'open' });
	await askForMail(page, newcomer);
	const { link, code } = await mail.next(newcomer);
	await stack.restartApi({ SIGN_UP: 'closed' });
	await codeStep(page).field.fill(code);
	await expect(page.getByRole('alert')).toContainText('There is no account for this address');
	await page.goto(link);
	await expect(
		page.getByRole('heading', { name: 'There is no account for this address' }),
	).toBeVisible();
});
