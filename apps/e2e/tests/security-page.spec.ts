import { tabTo } from '../fixtures/keyboard.ts';
import { collectRequests } from '../fixtures/network.ts';
import { GOOD_PASSWORD, securityPage } from '../fixtures/password-pages.ts';
import { signInElsewhere } from '../fixtures/sessions-page.ts';
import {
	codeStep,
	mailForm,
	passwordForm,
	signInAgain,
	signInDialog,
	stepUpDialog,
} from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';
import { todosPage } from '../fixtures/todos-page.ts';

test('the password is changed with the current one, here and in the other tabs goes on', async ({
	page,
	browser,
	guest,
	mail,
	stack,
}) => {
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	const there = await elsewhere.newPage();
	await todosPage(there).open();
	const tab = await page.context().newPage();
	await todosPage(tab).open();
	stack.time.ageProof(guest.email);
	const before = await page.context().cookies(stack.apiUrl);

	const security = securityPage(page);
	await security.open();
	await security.current.fill(guest.password);
	await security.next.fill(GOOD_PASSWORD);
	await security.next.press('Enter');
	await expect(security.notice('Your password was changed.')).toBeVisible();
	await expect(security.next).toHaveValue('');
	await expect(stepUpDialog(page)).toBeHidden();
	const after = await page.context().cookies(stack.apiUrl);
	const token = (cookies: typeof before) => cookies.find(({ name }) => name === 'session')?.value;
	expect(token(after)).not.toBe(token(before));

	await todosPage(tab).add('Still at work');
	await expect(todosPage(tab).rows).toHaveCount(1);
	await todosPage(there).add('Not any more');
	await expect(signInDialog(there)).toContainText('The password of your account changed');
	expect((await mail.next(guest.email, /password/)).subject).toBe(
		'Your Postern password was changed',
	);
});

test('a wrong current password is said at its field, and nothing that was typed is lost', async ({
	page,
	guest,
}) => {
	const security = securityPage(page);
	await security.open();
	await security.current.fill('not the password at all');
	await security.next.fill(GOOD_PASSWORD);
	await security.save.click();
	await expect(security.current).toHaveAccessibleDescription('This is not your current password.');
	await expect(security.current).toBeFocused();
	await expect(security.next).toHaveValue(GOOD_PASSWORD);
	await security.current.fill(guest.password);
	await security.save.click();
	await expect(security.notice('Your password was changed.')).toBeVisible();
});

test('who does not know the current one confirms by mail who they are, and it goes on by itself', async ({
	page,
	guest,
	mail,
	stack,
}) => {
	const security = securityPage(page);
	await security.open();
	stack.time.ageProof(guest.email);
	await security.unknown.click();
	await expect(security.current).toBeHidden();
	await expect(security.next).toBeFocused();
	await security.next.fill(GOOD_PASSWORD);
	await security.save.click();
	const dialog = stepUpDialog(page);
	await mailForm(dialog).button.click();
	await codeStep(dialog).field.fill((await mail.next(guest.email)).code);
	await expect(dialog).toBeHidden();
	await expect(security.notice('Your password was changed.')).toBeVisible();
	await expect(security.current).toBeVisible();
});

test('who will not confirm keeps the password, and what they typed', async ({
	page,
	guest,
	stack,
}) => {
	const security = securityPage(page);
	await security.open();
	stack.time.ageProof(guest.email);
	await security.unknown.click();
	await security.next.fill(GOOD_PASSWORD);
	await security.save.click();
	await stepUpDialog(page).getByRole('button', { name: 'Cancel' }).click();
	await expect(stepUpDialog(page)).toBeHidden();
	await expect(security.next).toHaveValue(GOOD_PASSWORD);
	await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toHaveCount(0);
});

test('the password is removed, and a first one is set again', async ({
	page,
	guest,
	mail,
	stack,
}) => {
	const security = securityPage(page);
	await security.open();
	stack.time.ageProof(guest.email);
	await security.remove.click();
	await expect(security.removing).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(security.removing).toBeHidden();
	await expect(security.remove).toBeFocused();
	await security.remove.click();
	await security.removing.getByRole('button', { name: 'Remove password' }).click();
	await signInAgain(stepUpDialog(page), guest);
	await expect(security.notice('Your password was removed.')).toBeVisible();
	await expect(security.none).toBeVisible();
	await expect(security.current).toBeHidden();
	await expect(page.getByRole('heading', { name: 'Password' })).toBeFocused();
	expect((await mail.next(guest.email, /password/)).subject).toBe(
		'Your Postern password was removed',
	);

	await security.next.fill(GOOD_PASSWORD);
	await security.save.click();
	await expect(security.notice('Your password was set.')).toBeVisible();
	await page.context().clearCookies();
	await page.goto('/sign-in/password');
	await passwordForm(page).signIn({ email: guest.email, password: GOOD_PASSWORD });
	await expect(page).toHaveURL('/welcome');
});

test('a half typed password is not left behind unasked, and the keyboard is enough', async ({
	page,
	guest,
}) => {
	expect(guest.email).not.toBe('');
	const sent = collectRequests(page, 'PUT', '/users/me/password');
	const security = securityPage(page);
	await security.open();
	await tabTo(page, security.current);
	await page.keyboard.press('Tab');
	await expect(page.getByRole('button', { name: 'Show password' }).first()).toBeFocused();
	await page.keyboard.press('Tab');
	await expect(security.next).toBeFocused();
	await page.keyboard.type('half of a pass');
	await page.keyboard.press('Enter');
	await expect(security.current).toBeFocused();
	await expect(security.current).toHaveAccessibleDescription('Type your current password.');
	expect(sent).toHaveLength(0);
	await page.getByRole('link', { name: 'Sessions' }).first().click();
	await expect(security.leaving).toBeVisible();
	await security.leaving.getByRole('button', { name: 'Keep editing' }).click();
	await expect(security.next).toHaveValue('half of a pass');
});
