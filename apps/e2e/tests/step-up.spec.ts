import { rest } from '../fixtures/keyboard.ts';
import { collectRequests } from '../fixtures/network.ts';
import { sessionsPage, signInElsewhere } from '../fixtures/sessions-page.ts';
import {
	codeStep,
	mailForm,
	openPasswordForm,
	signInAgain,
	stepUpDialog,
} from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

test('what matters asks in place who is there, and goes on by itself', async ({
	page,
	browser,
	guest,
	stack,
}) => {
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	expect(elsewhere.pages()).toEqual([]);
	const sessions = sessionsPage(page);
	await sessions.open();
	await expect(sessions.others).toHaveCount(1);
	stack.time.ageProof(guest.email);
	const before = await page.context().cookies(stack.apiUrl);
	await sessions.ends.click();
	const dialog = stepUpDialog(page);
	await expect(dialog).toContainText('Your page stays as it is.');
	await signInAgain(dialog, guest);
	await expect(dialog).toBeHidden();
	await expect(sessions.notice('Firefox on Windows was signed out.')).toBeVisible();
	await expect(sessions.nobodyElse).toBeVisible();
	const after = await page.context().cookies(stack.apiUrl);
	const token = (cookies: typeof before) => cookies.find(({ name }) => name === 'session')?.value;
	expect(token(after)).not.toBe(token(before));
});

test('a mail proves it as well, and one proof is good for ten minutes', async ({
	page,
	browser,
	guest,
	mail,
	stack,
}) => {
	await using first = await signInElsewhere(browser, stack, guest);
	await using second = await signInElsewhere(browser, stack, guest);
	expect([...first.pages(), ...second.pages()]).toEqual([]);
	const sessions = sessionsPage(page);
	await sessions.open();
	await expect(sessions.others).toHaveCount(2);
	stack.time.ageProof(guest.email);
	await sessions.ends.first().click();
	const dialog = stepUpDialog(page);
	await expect(mailForm(dialog).email).toHaveValue(guest.email);
	await mailForm(dialog).button.click();
	await codeStep(dialog).field.fill((await mail.next(guest.email, /^Sign in/)).code);
	await expect(dialog).toBeHidden();
	await expect(page).toHaveURL('/settings/sessions');
	const asked = collectRequests(page, 'POST', '/auth/login');
	await expect(sessions.others).toHaveCount(1);
	await sessions.ends.click();
	await expect(sessions.nobodyElse).toBeVisible();
	await expect(dialog).toBeHidden();
	expect(asked).toEqual([]);
});

test('who would rather not leaves everything as it was', async ({
	page,
	browser,
	guest,
	stack,
}) => {
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	expect(elsewhere.pages()).toEqual([]);
	const sessions = sessionsPage(page);
	await sessions.open();
	await expect(sessions.others).toHaveCount(1);
	stack.time.ageProof(guest.email);
	for (const leave of ['Escape', 'Cancel']) {
		await sessions.ends.click();
		const dialog = stepUpDialog(page);
		await expect(dialog).toBeVisible();
		await rest(page);
		if (leave === 'Escape') await page.keyboard.press('Escape');
		else await dialog.getByRole('button', { name: 'Cancel' }).click();
		await expect(dialog).toBeHidden();
		await expect(sessions.others).toHaveCount(1);
		await expect(sessions.ends).toBeEnabled();
	}
	await expect(page.getByRole('group', { name: 'Notice' })).toHaveCount(0);
});

test('a wrong password in the dialog changes nothing and keeps it open', async ({
	page,
	browser,
	guest,
	stack,
}) => {
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	expect(elsewhere.pages()).toEqual([]);
	const sessions = sessionsPage(page);
	await sessions.open();
	stack.time.ageProof(guest.email);
	await sessions.ends.click();
	const dialog = stepUpDialog(page);
	const form = await openPasswordForm(dialog);
	await form.password.fill('not quite right');
	await form.button.click();
	await expect(form.password).toHaveAccessibleDescription(/Wrong e-mail or password/);
	await form.password.fill(guest.password);
	await form.button.click();
	await expect(dialog).toBeHidden();
	await expect(sessions.nobodyElse).toBeVisible();
});
