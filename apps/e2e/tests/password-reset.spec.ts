import { collectRequests } from '../fixtures/network.ts';
import { forgotPage, GOOD_PASSWORD, receiveReset, resetPage } from '../fixtures/password-pages.ts';
import { signInElsewhere } from '../fixtures/sessions-page.ts';
import { passwordForm, signInDialog } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';
import { todosPage } from '../fixtures/todos-page.ts';

test('from a forgotten password to a new one, and in with it', async ({ page, person, mail }) => {
	await page.goto('/sign-in/password');
	const signIn = passwordForm(page);
	await signIn.email.fill(person.email);
	await page.getByRole('link', { name: 'Forgot your password?' }).click();
	const forgot = forgotPage(page);
	await expect(forgot.email).toHaveValue(person.email);
	await expect(forgot.email).toBeFocused();
	await forgot.email.press('Enter');
	await expect(forgot.sent).toBeVisible();
	await expect(page.getByText(person.email)).toBeVisible();

	const asked = await mail.next(person.email);
	expect(asked.subject).toBe('Choose a new Postern password');
	await page.goto(asked.link);
	await expect(page).toHaveURL('/reset');
	const reset = resetPage(page);
	await expect(reset.password).toBeFocused();
	await expect(page.getByText(person.email)).toBeVisible();
	await reset.password.fill(GOOD_PASSWORD);
	await reset.password.press('Enter');
	await expect(reset.done).toBeVisible();

	await reset.signIn.click();
	await expect(signIn.email).toHaveValue(person.email);
	await expect(signIn.password).toBeFocused();
	await signIn.password.fill(GOOD_PASSWORD);
	await signIn.password.press('Enter');
	await expect(page).toHaveURL('/welcome');
	const told = await mail.next(person.email, /was reset/);
	expect(told.subject).toBe('Your Postern password was reset');
	expect(told.text).toMatch(/with (HeadlessChrome|Chrome|Chromium)/);
});

test('a new password signs everybody out who was signed in', async ({
	page,
	browser,
	person,
	stack,
}) => {
	await using elsewhere = await signInElsewhere(browser, stack, person);
	const there = await elsewhere.newPage();
	const todos = todosPage(there);
	await todos.open();
	const { link } = await receiveReset(stack, person.email);
	await page.goto(link);
	const reset = resetPage(page);
	await reset.password.fill(GOOD_PASSWORD);
	await reset.button.click();
	await expect(reset.done).toBeVisible();
	await todos.field.fill('half a thought');
	await todos.field.press('Enter');
	await expect(signInDialog(there)).toContainText('The password of your account changed');
});

test('an address without an account sees the same page, and its owner is told', async ({
	page,
	newcomer,
	mail,
}) => {
	const forgot = forgotPage(page);
	await forgot.open();
	await forgot.email.fill(newcomer);
	await forgot.send.click();
	await expect(forgot.sent).toBeVisible();
	await expect(forgot.again).toHaveAttribute('aria-disabled', 'true');
	const { subject, text } = await mail.next(newcomer);
	expect(subject).toBe('No Postern account for this address');
	expect(text).toContain('/sign-in/forgot');
	expect(text).not.toContain('#t=');
});

test('a password that is refused says why, keeps what was typed and uses nothing up', async ({
	page,
	person,
	stack,
}) => {
	await page.goto((await receiveReset(stack, person.email)).link);
	const sent = collectRequests(page, 'POST', '/auth/password/reset');
	const reset = resetPage(page);
	await reset.password.fill('lamp river');
	await expect(reset.password).toHaveAccessibleDescription('2 more characters.');
	await reset.button.click();
	await expect(reset.password).toHaveAccessibleDescription('Use at least 12 characters.');
	await expect(reset.password).toBeFocused();
	expect(sent).toHaveLength(0);
	await reset.password.fill('password1234');
	await reset.button.click();
	await expect(reset.password).toHaveAccessibleDescription(/^Too many people use/);
	await expect(reset.password).toHaveValue('password1234');
	await expect(reset.password).toBeFocused();
	await page.getByRole('button', { name: 'Show password' }).click();
	await expect(reset.password).toHaveAttribute('type', 'text');
	await reset.password.fill(GOOD_PASSWORD);
	await reset.button.click();
	await expect(reset.done).toBeVisible();
});

test('an expired link says so before anybody types, and leads to another', async ({
	page,
	person,
	stack,
}) => {
	const { link } = await receiveReset(stack, person.email);
	stack.time.expireMail(person.email);
	stack.time.expireMail(person.email);
	await page.goto(link);
	const reset = resetPage(page);
	await expect(reset.heading('This link does not work')).toBeVisible();
	await expect(page.getByText('This link has expired.')).toBeVisible();
	await expect(reset.password).toBeHidden();
	await reset.again.click();
	await expect(forgotPage(page).send).toBeVisible();
});

test('while the API is down nothing is lost, neither the link nor what was typed', async ({
	page,
	person,
	stack,
}) => {
	const { link } = await receiveReset(stack, person.email);
	await stack.stopApi();
	await page.goto(link);
	const reset = resetPage(page);
	await expect(reset.heading('The server does not answer')).toBeVisible();
	await stack.startApi();
	await page.getByRole('button', { name: 'Try again' }).click();
	await reset.password.fill(GOOD_PASSWORD);
	await stack.stopApi();
	await reset.button.click();
	await expect(page.getByRole('alert')).toContainText('We can’t reach the server.');
	await stack.startApi();
	await expect(reset.password).toHaveValue(GOOD_PASSWORD);
	await reset.button.click();
	await expect(reset.done).toBeVisible();
});

test('the link’s token is in no address, no history and no storage', async ({
	page,
	person,
	stack,
}) => {
	const { link, token } = await receiveReset(stack, person.email);
	await page.goto(link);
	await expect(resetPage(page).password).toBeVisible();
	await expect(page).toHaveURL('/reset');
	const kept = await page.evaluate(() =>
		JSON.stringify([Object.entries(localStorage), history.state]),
	);
	expect(kept).not.toContain(token);
	await page.reload();
	await expect(resetPage(page).heading('The link is not complete')).toBeVisible();
});
