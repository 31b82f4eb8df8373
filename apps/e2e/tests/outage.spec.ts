import { listTodos } from '@postern/api-client';
import { giveTodos, todosPage } from '../fixtures/todos-page.ts';
import { expect, test } from '../fixtures/test.ts';

const SILENCE = 'Can’t reach the server. Your work is kept. Trying again…';

test('an API killed and restarted in the middle of an edit costs nothing', async ({
	page,
	guest,
	stack,
}) => {
	await giveTodos(guest.connection, 'Water the plants');
	const todos = todosPage(page);
	await todos.open();
	await todos.startRename('Water the plants');
	await todos.editor.fill('Water all the plants');
	await todos.field.fill('half a thought');

	await stack.stopApi();
	await todos.editor.press('Enter');
	await expect(page.getByText(SILENCE)).toBeVisible();
	await expect(page).toHaveURL('/todos');
	await expect(todos.editor).toHaveValue('Water all the plants');
	await expect(todos.field).toHaveValue('half a thought');
	await expect(todos.notice('“Water the plants” was not changed.')).toBeVisible();

	await stack.startApi();
	await expect(page.getByText(SILENCE)).toBeHidden({ timeout: 15_000 });
	await expect(todos.editor).toHaveValue('Water all the plants');
	await todos.editor.press('Enter');
	await expect(todos.row('Water all the plants')).toBeVisible();
	const titles = async (): Promise<string[]> =>
		(await listTodos({ connection: guest.connection })).map((todo) => todo.title);
	await expect.poll(titles).toEqual(['Water all the plants']);
	await expect(todos.field).toHaveValue('half a thought');
});

test('a page opened while the API is down says so and opens by itself when it is back', async ({
	page,
	guest,
	stack,
}) => {
	await stack.stopApi();
	await page.goto('/settings/profile');
	await expect(page.getByRole('heading', { name: 'We can’t reach the server' })).toBeVisible();
	await expect(page).toHaveURL('/settings/profile');
	await expect(page.getByText('You are not signed out.')).toBeVisible();

	await stack.startApi();
	await expect(page.getByRole('heading', { name: 'Profile' })).toBeVisible({ timeout: 15_000 });
	await expect(page.getByText(guest.email)).toBeVisible();
});

test('going to another page during an outage keeps the person signed in', async ({
	page,
	guest,
	stack,
}) => {
	const todos = todosPage(page);
	await todos.open();
	await stack.stopApi();
	await todos.add('Buy tea');
	await expect(page.getByText(SILENCE)).toBeVisible();
	await page.getByRole('link', { name: 'Settings' }).click();
	await expect(page.getByText(guest.email)).toBeVisible();
	await stack.startApi();
	await expect(page.getByText(SILENCE)).toBeHidden({ timeout: 15_000 });
});

test('signing in while the API is down says what to do and keeps what was typed', async ({
	page,
	person,
	stack,
}) => {
	await page.goto('/sign-in/password');
	await page.getByLabel('E-mail').fill(person.email);
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	await stack.stopApi();
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByRole('alert')).toContainText('We can’t reach the server.');
	await expect(page.getByLabel('E-mail')).toHaveValue(person.email);
	await expect(page.getByLabel('Password', { exact: true })).toHaveValue(person.password);

	await stack.startApi();
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page).toHaveURL('/welcome');
});
