import { bodiesOf, collectRequests, createGate } from '../fixtures/network.ts';
import { askForMail, codeStep, mailForm, passwordForm } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

const SEND = '/auth/passwordless/email/send';

test('the sign-in page asks for an address and leads to the code', async ({ page, newcomer }) => {
	const sent = collectRequests(page, 'POST', SEND);
	await page.goto('/sign-in');
	await mailForm(page).send(newcomer);
	await expect(page).toHaveURL('/sign-in/code');
	await expect(page).toHaveTitle('Check your mail · Postern');
	await expect(page.getByText(newcomer)).toBeVisible();
	expect(bodiesOf(sent)).toEqual([{ email: newcomer }]);
});

test('what is no address is pointed out and not sent', async ({ page }) => {
	const sent = collectRequests(page, 'POST', SEND);
	await page.goto('/sign-in');
	const form = mailForm(page);
	for (const text of ['', '   ', 'ada', 'ada example.com']) {
		await form.send(text);
		await expect(form.email).toBeFocused();
		await expect(form.email).toHaveAccessibleDescription('Enter your e-mail address.');
	}
	expect(sent).toHaveLength(0);
});

test('an address the API does not take is pointed out at the field', async ({ page }) => {
	await page.goto('/sign-in');
	const form = mailForm(page);
	await form.send('ada@@example.com');
	await expect(form.email).toBeFocused();
	await expect(form.email).toHaveAccessibleDescription('This is not an e-mail address.');
	await expect(form.email).toHaveValue('ada@@example.com');
});

test('a second press while the mail is sent sends nothing more', async ({
	page,
	mail,
	newcomer,
}) => {
	const sent = collectRequests(page, 'POST', SEND);
	const gate = createGate();
	await page.route(`**${SEND}`, async (route) => {
		await gate.opened;
		await route.continue();
	});
	await page.goto('/sign-in');
	const form = mailForm(page);
	await form.email.fill(newcomer);
	await form.button.dblclick();
	await form.email.press('Enter');
	await expect(form.button).toHaveAttribute('aria-busy', 'true');
	gate.open();
	await codeStep(page).field.fill((await mail.next(newcomer)).code);
	await expect(page).toHaveURL('/welcome');
	expect(sent).toHaveLength(1);
});

test('the address that was typed goes along to the password and back', async ({ page }) => {
	await page.goto('/sign-in?next=%2Ftodos');
	await mailForm(page).email.fill('ada@example.com');
	await mailForm(page).usePassword.click();
	await expect(page).toHaveURL('/sign-in/password?next=%2Ftodos');
	await expect(passwordForm(page).email).toHaveValue('ada@example.com');
	await expect(passwordForm(page).password).toBeFocused();
	await page.getByRole('link', { name: 'Use e-mail instead' }).click();
	await expect(page).toHaveURL('/sign-in?next=%2Ftodos');
	await expect(mailForm(page).email).toHaveValue('ada@example.com');
});

test('the back button after signing in by mail leads to no sign-in page', async ({
	page,
	mail,
	newcomer,
}) => {
	await page.goto('/');
	await askForMail(page, newcomer);
	await codeStep(page).field.fill((await mail.next(newcomer)).code);
	await expect(page).toHaveURL('/welcome');
	await page.goBack();
	await expect(page).toHaveURL('/welcome');
	await expect(page.getByText(newcomer)).toBeVisible();
});

test('somebody who is signed in already is led on from every sign-in page', async ({
	page,
	guest,
}) => {
	for (const path of ['/sign-in', '/sign-in/password', '/sign-in/code']) {
		await page.goto(`${path}?next=%2Fsettings%2Fprofile`);
		await expect(page).toHaveURL('/settings/profile');
		await expect(page.getByText(guest.email)).toBeVisible();
	}
});

test.describe('before any script has run', () => {
	test.use({ javaScriptEnabled: false });

	test('the forms for a mail and for a password are painted', async ({ page }) => {
		await page.goto('/sign-in');
		await expect(mailForm(page).email).toBeVisible();
		await expect(mailForm(page).button).toBeVisible();
		await page.goto('/sign-in/password');
		await expect(passwordForm(page).email).toBeVisible();
		await expect(passwordForm(page).password).toBeVisible();
		await expect(passwordForm(page).button).toBeVisible();
	});
});

test('an address sent before the app has started is kept and sent when it has', async ({
	page,
	mail,
	newcomer,
}) => {
	const scripts = createGate();
	await page.route('**/_app/immutable/**/*.js', async (route) => {
		await scripts.opened;
		await route.continue();
	});
	await page.goto('/sign-in', { waitUntil: 'commit' });
	await mailForm(page).send(newcomer);
	await expect(page).toHaveURL('/sign-in');
	scripts.open();
	await codeStep(page).field.fill((await mail.next(newcomer)).code);
	await expect(page).toHaveURL('/welcome');
});
