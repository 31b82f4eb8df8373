import { listTodos, sendPasswordlessEmail } from '@postern/api-client';
import { connectionOf } from '../fixtures/guest.ts';
import { rest, tabTo } from '../fixtures/keyboard.ts';
import { deafen } from '../fixtures/network.ts';
import { connectProgram, otherCode } from '../fixtures/program.ts';
import { codeStep, mailForm, passwordForm, signInDialog } from '../fixtures/sign-in-page.ts';
import { giveTodos, todosPage } from '../fixtures/todos-page.ts';
import { expect, test } from '../fixtures/test.ts';

test('the whole journey works by keyboard alone, with the focus always in sight', async ({
	page,
	context,
	person,
	stack,
}) => {
	const { keyboard } = page;
	await page.goto('/sign-in');
	await tabTo(page, mailForm(page).usePassword);
	await keyboard.press('Enter');
	await expect(passwordForm(page).email).toBeFocused();
	await keyboard.type(person.email);
	await tabTo(page, passwordForm(page).password);
	await keyboard.type(person.password);
	await tabTo(page, passwordForm(page).button);
	await keyboard.press('Enter');
	await expect(page).toHaveURL('/welcome');

	await tabTo(page, page.getByRole('link', { name: 'Todos', exact: true }));
	await keyboard.press('Enter');
	const todos = todosPage(page);
	await tabTo(page, todos.field);
	await keyboard.type('Buy tea');
	await keyboard.press('Enter');
	await keyboard.type('Call the bank');
	await keyboard.press('Enter');
	await expect(todos.rows).toHaveCount(2);

	await tabTo(page, todos.tickOf('Buy tea'));
	await keyboard.press('Space');
	await expect(todos.tickOf('Buy tea')).toBeChecked();

	await tabTo(page, page.getByRole('button', { name: 'Rename “Call the bank”' }));
	await keyboard.press('Enter');
	await expect(todos.editor).toBeFocused();
	await keyboard.type('A change of mind');
	await keyboard.press('Escape');
	await expect(page.getByRole('button', { name: 'Rename “Call the bank”' })).toBeFocused();
	await keyboard.press('Enter');
	await keyboard.type('Call the new bank');
	await keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'Rename “Call the new bank”' })).toBeFocused();

	await tabTo(page, page.getByRole('button', { name: 'Delete “Call the new bank”' }));
	await keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'Delete “Buy tea”' })).toBeFocused();
	const connection = await connectionOf(context, stack.apiUrl);
	await expect
		.poll(() => listTodos({ connection }))
		.toMatchObject([{ title: 'Buy tea', completed: true }]);

	await tabTo(page, page.getByRole('button', { name: 'Sign out' }));
	await keyboard.press('Enter');
	await expect(page).toHaveURL('/sign-in');
});

test('signing in by mail works by keyboard alone, with the focus where the next thing is typed', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	const { keyboard } = page;
	const step = codeStep(page);
	await page.clock.install();
	await page.goto('/sign-in');
	await tabTo(page, mailForm(page).email);
	await keyboard.type(stack.newAddress());
	await tabTo(page, mailForm(page).button);
	await keyboard.press('Enter');
	await expect(step.field).toBeFocused();
	await tabTo(page, step.other);
	await keyboard.press('Enter');
	await expect(mailForm(page).email).toBeFocused();
	await keyboard.press('ControlOrMeta+a');
	await keyboard.type(newcomer);
	await keyboard.press('Enter');
	await expect(page.getByText(newcomer)).toBeVisible();
	await expect(step.field).toBeFocused();

	const { code } = await mail.next(newcomer);
	await keyboard.type(otherCode(code));
	await expect(step.field).toHaveAccessibleDescription(/4 tries left/);
	await expect(step.field).toBeFocused();
	stack.time.passResendWait(newcomer);
	await page.clock.fastForward('01:01');
	await tabTo(page, step.resend);
	await keyboard.press('Enter');
	await expect(step.field).toBeFocused();
	await keyboard.type((await mail.next(newcomer)).code);
	await expect(page).toHaveURL('/welcome');
});

test('the question of another browser is answered by keyboard alone', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await stack.restartApi({ SAME_BROWSER: 'off' });
	await sendPasswordlessEmail({ email: newcomer }, { connection: connectProgram(stack) });
	await page.goto((await mail.next(newcomer)).link);
	await tabTo(page, page.getByRole('button', { name: 'Sign in on this device' }));
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL('/welcome');
});

test('the first Tab offers to skip to the content', async ({ page, guest }) => {
	await page.goto('/settings/profile');
	await expect(page.getByText(guest.email)).toBeVisible();
	const skip = page.getByRole('link', { name: 'Skip to content' });
	await page.keyboard.press('Tab');
	await expect(skip).toBeFocused();
	await expect(skip).toBeInViewport();
	await page.keyboard.press('Enter');
	await expect(page.locator('#main')).toBeFocused();
});

test('the dialog keeps the focus in it and gives it back', async ({ page, guest, stack }) => {
	await deafen(page);
	await giveTodos(guest.connection, 'Buy tea');
	const todos = todosPage(page);
	await todos.openLoaded();
	stack.time.expireIdle(guest.email);
	await todos.tickOf('Buy tea').focus();
	await page.keyboard.press('Space');
	const dialog = signInDialog(page);
	await expect(mailForm(dialog).button).toBeFocused();
	for (let step = 0; step < 8; step += 1) {
		await page.keyboard.press('Tab');
		const isOutside = await page.evaluate(() => {
			const { activeElement } = document;
			return activeElement !== document.body && !activeElement?.closest('dialog');
		});
		expect(isOutside).toBe(false);
	}
	await rest(page);
	await mailForm(dialog).usePassword.focus();
	await page.keyboard.press('Enter');
	await expect(passwordForm(dialog).password).toBeFocused();
	await page.keyboard.type(guest.password);
	await page.keyboard.press('Enter');
	await expect(dialog).toBeHidden();
	await expect(todos.tickOf('Buy tea')).toBeFocused();
	await expect(todos.tickOf('Buy tea')).toBeChecked();
});
