import { getCurrentUser } from '@postern/api-client';
import { connectionOf } from '../fixtures/guest.ts';
import { registerPage } from '../fixtures/joining-pages.ts';
import { codeStep, openPasswordForm, passwordForm } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

const PASSWORD = 'correct horse battery';

test('an account is made with the code, has its name and its password, and is verified', async ({
	page,
	context,
	mail,
	newcomer,
	stack,
}) => {
	await page.goto('/sign-in');
	await page.getByRole('link', { name: 'Create account' }).click();
	await expect(page).toHaveURL('/register');
	const form = registerPage(page);
	await form.email.fill(newcomer);
	await form.name.fill('Ada Lovelace');
	await form.password.fill(PASSWORD);
	await form.button.click();
	const { subject, code } = await mail.next(newcomer);
	expect(subject).toBe('Your new Postern account');
	await expect(codeStep(page).field).toBeFocused();
	await page.keyboard.type(code);
	await expect(page).toHaveURL('/welcome');
	const connection = await connectionOf(context, stack.apiUrl);
	expect(await getCurrentUser({ connection })).toMatchObject({
		...{ email: newcomer, name: 'Ada Lovelace', isEmailVerified: true },
	});
	await page.getByRole('button', { name: 'Sign out' }).click();
	await (await openPasswordForm(page)).signIn({ email: newcomer, password: PASSWORD });
	await expect(page).toHaveURL('/welcome');
});

test('the link makes it too, where it was asked for, and leads where the person wanted to be', async ({
	page,
	mail,
	newcomer,
}) => {
	await page.goto('/register?next=/todos');
	await registerPage(page).email.fill(newcomer);
	await registerPage(page).button.click();
	const { link } = await mail.next(newcomer);
	expect(link).toContain('/register/link#t=');
	await page.goto(link);
	await expect(page).toHaveURL('/todos');
});

test('in another browser the link makes nothing, and stays good', async ({
	page,
	browser,
	mail,
	newcomer,
	stack,
}) => {
	await registerPage(page).ask({ email: newcomer });
	const { link, code } = await mail.next(newcomer);
	await using elsewhere = await browser.newContext({ baseURL: stack.webUrl });
	const other = await elsewhere.newPage();
	await other.goto(link);
	await expect(
		other.getByRole('heading', { name: 'Go back to where you asked for it' }),
	).toBeVisible();
	await codeStep(page).field.fill(code);
	await expect(page).toHaveURL('/welcome');
});

test('a taken address meets the same pages; its owner is told, and how to sign in', async ({
	page,
	mail,
	person,
}) => {
	await registerPage(page).ask({ email: person.email, password: PASSWORD });
	await expect(codeStep(page).field).toBeVisible();
	const { subject, text } = await mail.next(person.email);
	expect(subject).toBe('You have a Postern account already');
	expect(text).not.toMatch(/^\s*\d{6}\s*$|#t=/m);
	// The password that was chosen here is not the account's.
	await page.goto('/sign-in/password');
	await passwordForm(page).signIn({ email: person.email, password: PASSWORD });
	await expect(page.getByText('Wrong e-mail or password.')).toBeVisible();
});

test('what is wrong is said beside its field, and nothing typed is lost', async ({
	page,
	newcomer,
}) => {
	const form = registerPage(page);
	await form.open();
	await form.email.fill('nobody');
	await form.password.fill('short');
	await form.button.click();
	await expect(form.email).toHaveAccessibleDescription('Enter your e-mail address.');
	await expect(form.email).toBeFocused();
	await expect(form.password).toHaveAccessibleDescription('Use at least 12 characters.');
	await expect(form.password).toHaveValue('short');
	await form.email.fill(newcomer);
	await form.password.fill(PASSWORD);
	await form.name.fill('\u200bAda');
	await form.button.click();
	await expect(form.name).toHaveAccessibleDescription(/cannot be seen/);
	await expect(form.password).toHaveValue(PASSWORD);
});

test('a reloaded page goes on where it was; what was typed is asked for again when it is over', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await registerPage(page).ask({ email: newcomer, password: PASSWORD });
	await mail.next(newcomer);
	await page.reload();
	await expect(codeStep(page).field).toBeVisible();
	stack.time.expireMail(newcomer);
	await page.reload();
	await expect(page.getByRole('heading', { name: 'This mail has expired' })).toBeVisible();
	await codeStep(page).resend.click();
	await expect(page).toHaveURL('/register');
	await expect(registerPage(page).email).toHaveValue(newcomer);
	await expect(registerPage(page).password).toHaveValue('');
});
