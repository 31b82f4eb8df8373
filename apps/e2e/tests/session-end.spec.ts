import { listTodos } from '@postern/api-client';
import { connectionOf } from '../fixtures/guest.ts';
import { rest } from '../fixtures/keyboard.ts';
import { collectRequests, deafen } from '../fixtures/network.ts';
import {
	codeStep,
	mailForm,
	openPasswordForm,
	signInAgain,
	signInDialog,
	signInWithPassword,
} from '../fixtures/sign-in-page.ts';
import { giveTodos, pressEnterIn, todosPage } from '../fixtures/todos-page.ts';
import { expect, test } from '../fixtures/test.ts';

test.beforeEach(({ page }) => deafen(page));

const ENDINGS = [
	{ name: 'idle', end: 'expireIdle', words: 'You were away for a while' },
	{ name: 'absolute', end: 'expireAbsolute', words: 'It has been a while since you signed in' },
] as const;

for (const { name, end, words } of ENDINGS) {
	test(`${name} expiry while working loses nothing and sends the interrupted request once`, async ({
		page,
		context,
		guest,
		stack,
	}) => {
		await giveTodos(guest.connection, 'An older one');
		const todos = todosPage(page);
		await todos.openLoaded();
		const sent = collectRequests(page, 'POST', '/todos');
		stack.time[end](guest.email);
		await todos.add('Buy tea');

		const dialog = signInDialog(page);
		await expect(dialog).toContainText(words);
		await expect(page).toHaveURL('/todos');
		await expect(page.getByText('An older one')).toBeHidden();
		const form = await openPasswordForm(dialog);
		await expect(form.email).toHaveValue(guest.email);
		await expect(form.password).toBeFocused();

		await form.password.fill(guest.password);
		await rest(page);
		await form.password.press('Enter');
		await expect(dialog).toBeHidden();
		await expect(todos.row('An older one')).toBeVisible();
		await expect(todos.row('Buy tea')).toBeVisible();
		// Once before the dialog and once after it, as one and the same intention.
		await expect.poll(() => sent.length).toBe(2);
		const keys = sent.map((request) => request.headers()['idempotency-key']);
		expect(keys[0]).toMatch(/^[\x21-\x7e]{1,100}$/);
		expect(keys[1]).toBe(keys[0]);
		const connection = await connectionOf(context, stack.apiUrl);
		const saved = (): Promise<string[]> =>
			listTodos({ connection }).then((list) => list.map((todo) => todo.title));
		await expect.poll(saved).toEqual(['An older one', 'Buy tea']);
	});
}

test('text that is being typed when the session ends is still there afterwards', async ({
	page,
	guest,
	stack,
}) => {
	await giveTodos(guest.connection, 'Water the plants');
	const todos = todosPage(page);
	await todos.openLoaded();
	await todos.startRename('Water the plants');
	await todos.editor.fill('Water the plants on the');
	await todos.field.fill('half a thought');
	stack.time.expireIdle(guest.email);
	await todos.tickOf('Water the plants').waitFor({ state: 'hidden' });
	await todos.add('half a thought');
	const dialog = signInDialog(page);
	await signInAgain(dialog, guest);
	await expect(dialog).toBeHidden();
	await expect(todos.editor).toHaveValue('Water the plants on the');
	await pressEnterIn(todos.editor);
	await expect(todos.row('Water the plants on the')).toBeVisible();
});

test('a wrong password in the dialog keeps the dialog, the page and its text', async ({
	page,
	guest,
	stack,
}) => {
	const todos = todosPage(page);
	await todos.openLoaded();
	stack.time.expireIdle(guest.email);
	await todos.add('Buy tea');
	const dialog = signInDialog(page);
	const form = await openPasswordForm(dialog);
	await form.password.fill('not the password at all');
	await form.button.click();
	await expect(dialog).toContainText('Wrong e-mail or password.');
	await expect(form.password).toBeFocused();
	await form.password.fill(guest.password);
	await form.button.click();
	await expect(dialog).toBeHidden();
	await expect(todos.row('Buy tea')).toBeVisible();
});

test('somebody else signing in at the dialog does not send what the first person typed', async ({
	page,
	context,
	guest,
	stack,
}) => {
	const somebodyElse = await stack.createPerson();
	const todos = todosPage(page);
	await todos.openLoaded();
	const sent = collectRequests(page, 'POST', '/todos');
	stack.time.expireIdle(guest.email);
	await todos.add('Only for my eyes');
	await signInWithPassword(signInDialog(page), somebodyElse);

	await expect(page.getByText(somebodyElse.email)).toBeVisible();
	await expect(page.getByText('Only for my eyes')).toHaveCount(0);
	expect(sent).toHaveLength(1);
	const connection = await connectionOf(context, stack.apiUrl);
	expect(await listTodos({ connection })).toEqual([]);
});

test('who is still typing when the dialog opens presses nothing in it', async ({
	page,
	guest,
	stack,
}) => {
	await page.clock.install();
	const todos = todosPage(page);
	await todos.openLoaded();
	const asked = collectRequests(page, 'POST', '/auth/passwordless/email/send');
	stack.time.expireIdle(guest.email);
	// So that it is the moment of the opening for as long as this test takes to press its keys.
	await page.clock.pauseAt(Date.now() + 60_000);
	await todos.add('Buy tea');
	const dialog = signInDialog(page);
	const form = mailForm(dialog);
	await expect(form.button).toBeFocused();
	for (const key of ['Enter', 'Space', 'Escape']) await page.keyboard.press(key);
	await form.email.focus();
	await page.keyboard.type('and bread');
	await expect(form.email).toHaveValue(guest.email);
	await expect(dialog).toBeVisible();
	expect(asked).toEqual([]);

	await page.clock.resume();
	await rest(page);
	await form.email.press('Enter');
	await expect(codeStep(dialog).field).toBeFocused();
	expect(asked).toHaveLength(1);
});

test('leaving the dialog asks first when text would be lost', async ({ page, guest, stack }) => {
	const todos = todosPage(page);
	await todos.openLoaded();
	stack.time.expireIdle(guest.email);
	await todos.add('Buy tea');
	await expect(signInDialog(page)).toBeVisible();
	await rest(page);
	await page.keyboard.press('Escape');
	const leaving = page.getByRole('dialog', { name: 'Leave without saving?' });
	await leaving.getByRole('button', { name: 'Keep working' }).click();
	await expect(signInDialog(page)).toBeVisible();
	await page.keyboard.press('Escape');
	await leaving.getByRole('button', { name: 'Sign out anyway' }).click();
	await expect(page).toHaveURL('/sign-in');
});
