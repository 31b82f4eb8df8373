import { passwordForm } from '../fixtures/sign-in-page.ts';
import { collectRequests, createGate } from '../fixtures/network.ts';
import { expect, test } from '../fixtures/test.ts';

test('signing in leads to the welcome page', async ({ page, person }) => {
	await page.goto('/sign-in/password');
	await passwordForm(page).signIn(person);
	await expect(page).toHaveURL('/welcome');
	await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible();
	await expect(page.getByText(person.email)).toBeVisible();
});

test('a wrong password says so, keeps the e-mail and puts the focus where it helps', async ({
	page,
	person,
}) => {
	await page.goto('/sign-in/password');
	const form = passwordForm(page);
	await form.signIn({ email: person.email, password: 'not the password at all' });
	await expect(page.getByText('Wrong e-mail or password.')).toBeVisible();
	await expect(form.password).toBeFocused();
	await expect(form.password).toHaveAccessibleDescription(/Wrong e-mail or password/);
	await expect(form.email).toHaveValue(person.email);
	await expect(page).toHaveURL('/sign-in/password');

	await form.password.fill(person.password);
	await form.password.press('Enter');
	await expect(page).toHaveURL('/welcome');
});

test('an unknown address is answered with the same words as a wrong password', async ({ page }) => {
	await page.goto('/sign-in/password');
	await passwordForm(page).signIn({
		email: 'nobody@example.com',
		password: 'not the password at all',
	});
	await expect(page.getByText('Wrong e-mail or password.')).toBeVisible();
});

test('empty fields are pointed out, the first one with the focus, and nothing is sent', async ({
	page,
}) => {
	const sent = collectRequests(page, 'POST', '/auth/login');
	await page.goto('/sign-in/password');
	const form = passwordForm(page);
	await form.button.click();
	await expect(form.email).toBeFocused();
	await expect(form.email).toHaveAccessibleDescription('Enter your e-mail address.');
	await expect(form.password).toHaveAccessibleDescription('Enter your password.');
	expect(sent).toHaveLength(0);
});

test('a second press while signing in sends nothing more', async ({ page, person }) => {
	const sent = collectRequests(page, 'POST', '/auth/login');
	await page.goto('/sign-in/password');
	const form = passwordForm(page);
	await form.email.fill(person.email);
	await form.password.fill(person.password);
	const gate = createGate();
	await page.route('**/auth/login', async (route) => {
		await gate.opened;
		await route.continue();
	});
	await form.button.dblclick();
	await form.password.press('Enter');
	await expect(form.button).toHaveAttribute('aria-busy', 'true');
	gate.open();
	await expect(page).toHaveURL('/welcome');
	expect(sent).toHaveLength(1);
});

test('the password can be shown and hidden', async ({ page }) => {
	await page.goto('/sign-in/password');
	const { password } = passwordForm(page);
	await password.fill('correct horse');
	await page.getByRole('button', { name: 'Show password' }).click();
	await expect(password).toHaveAttribute('type', 'text');
	await page.getByRole('button', { name: 'Show password' }).click();
	await expect(password).toHaveAttribute('type', 'password');
	await expect(password).toHaveValue('correct horse');
});

test('a form sent before the app has started is kept and sent when it has', async ({
	page,
	person,
}) => {
	const scripts = createGate();
	await page.route('**/_app/immutable/**/*.js', async (route) => {
		await scripts.opened;
		await route.continue();
	});
	await page.goto('/sign-in/password', { waitUntil: 'commit' });
	await passwordForm(page).signIn(person);
	await expect(page).toHaveURL('/sign-in/password');
	scripts.open();
	await expect(page).toHaveURL('/welcome');
});
