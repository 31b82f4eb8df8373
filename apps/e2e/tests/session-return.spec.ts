import { listTodos } from '@postern/api-client';
import { connectionOf } from '../fixtures/guest.ts';
import { deafen } from '../fixtures/network.ts';
import { signInAgain, signInDialog, signInWithPassword } from '../fixtures/sign-in-page.ts';
import { giveTodos, pressEnterIn, todosPage } from '../fixtures/todos-page.ts';
import { expect, test } from '../fixtures/test.ts';

// Longer than the app relies on what it knows of the session.
const LATER = '00:21';

test.beforeEach(({ page }) => deafen(page));

test('going to another page after the session has ended asks in place and then goes there', async ({
	page,
	guest,
	stack,
}) => {
	await page.clock.install();
	await giveTodos(guest.connection, 'Buy tea');
	const todos = todosPage(page);
	await todos.openLoaded();
	await expect(todos.row('Buy tea')).toBeVisible();
	stack.time.expireIdle(guest.email);
	await page.clock.fastForward(LATER);
	await page.getByRole('link', { name: 'Settings' }).click();
	const dialog = signInDialog(page);
	await expect(dialog).toContainText('You were away for a while');
	await expect(todos.row('Buy tea')).toBeHidden();
	await signInAgain(dialog, guest);
	await expect(page).toHaveURL('/settings/profile');
	await expect(dialog).toBeHidden();
	await expect(page.getByText(guest.email)).toBeVisible();
});

test('coming back to a tab whose session has ended asks before anything is pressed', async ({
	page,
	guest,
	stack,
}) => {
	await page.clock.install();
	const todos = todosPage(page);
	await todos.openLoaded();
	await todos.field.fill('half a thought');
	stack.time.expireAbsolute(guest.email);
	await page.clock.fastForward(LATER);
	await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	const dialog = signInDialog(page);
	await expect(dialog).toContainText('It has been a while since you signed in');
	await signInAgain(dialog, guest);
	await expect(dialog).toBeHidden();
	await expect(todos.field).toHaveValue('half a thought');
	await pressEnterIn(todos.field);
	await expect(todos.row('half a thought')).toBeVisible();
});

test('signing in in another tab closes the dialog here and sends what waited', async ({
	page,
	context,
	guest,
	stack,
}) => {
	const todos = todosPage(page);
	await todos.openLoaded();
	stack.time.expireIdle(guest.email);
	await todos.add('Buy tea');
	await expect(signInDialog(page)).toBeVisible();
	const other = await context.newPage();
	await other.goto('/sign-in');
	await signInWithPassword(other, guest);
	await expect(other).toHaveURL('/welcome');

	await expect(signInDialog(page)).toBeHidden();
	await expect(todos.row('Buy tea')).toBeVisible();
	const connection = await connectionOf(context, stack.apiUrl);
	await expect.poll(() => listTodos({ connection })).toMatchObject([{ title: 'Buy tea' }]);
});

test('several requests that meet the end of the session wait for one sign-in', async ({
	page,
	context,
	guest,
	stack,
}) => {
	await giveTodos(guest.connection, 'Buy tea', 'Call the bank');
	const todos = todosPage(page);
	await todos.openLoaded();
	await expect(todos.rows).toHaveCount(2);
	stack.time.expireIdle(guest.email);
	// In one turn, before the first answer can open the dialog over the second.
	await page.evaluate(() => {
		for (const box of document.querySelectorAll<HTMLInputElement>('li input[type=checkbox]')) {
			box.click();
		}
	});
	const dialog = signInDialog(page);
	await expect(dialog).toHaveCount(1);
	await signInAgain(dialog, guest);
	await expect(dialog).toBeHidden();
	const connection = await connectionOf(context, stack.apiUrl);
	await expect
		.poll(() => listTodos({ connection }))
		.toMatchObject([{ completed: true }, { completed: true }]);
});

test('a deletion the end of the session interrupted is done after the sign-in', async ({
	page,
	context,
	guest,
	stack,
}) => {
	await giveTodos(guest.connection, 'Buy tea');
	const todos = todosPage(page);
	await todos.openLoaded();
	stack.time.expireIdle(guest.email);
	await todos.remove('Buy tea');
	const dialog = signInDialog(page);
	await signInAgain(dialog, guest);
	await expect(todos.notice('“Buy tea” was deleted.')).toBeVisible();
	const connection = await connectionOf(context, stack.apiUrl);
	expect(await listTodos({ connection })).toEqual([]);
});
