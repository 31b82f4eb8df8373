import { getCurrentUser, logout } from '@postern/api-client';
import { deafen } from '../fixtures/network.ts';
import { mailForm, signInWithPassword } from '../fixtures/sign-in-page.ts';
import { giveTodos, todosPage } from '../fixtures/todos-page.ts';
import { expect, test } from '../fixtures/test.ts';

test('signing out ends the session on the server and in the browser', async ({
	page,
	context,
	guest,
	stack,
}) => {
	await page.goto('/welcome');
	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(page).toHaveURL('/sign-in');
	// The browser keeps the cookie by which accounts know it again; that one signs nobody in.
	const names = async () => (await context.cookies(stack.apiUrl)).map(({ name }) => name);
	await expect.poll(names).toEqual(['browser']);
	await expect(getCurrentUser({ connection: guest.connection })).rejects.toMatchObject({
		code: 'session_ended',
		reason: 'signed_out',
	});
	await page.goto('/todos');
	await expect(page).toHaveURL('/sign-in?next=%2Ftodos');
});

test('the back button after signing out shows nothing protected', async ({ page, guest }) => {
	await giveTodos(guest.connection, 'Only for my eyes');
	const todos = todosPage(page);
	await todos.openLoaded();
	await expect(todos.row('Only for my eyes')).toBeVisible();
	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(page).toHaveURL('/sign-in');
	await page.goBack();
	await expect(mailForm(page).email).toBeVisible();
	await expect(page).toHaveURL('/sign-in?next=%2Ftodos');
	await expect(page.getByText('Only for my eyes')).toHaveCount(0);
	await expect(page.getByRole('button', { name: 'Sign out' })).toHaveCount(0);

	await signInWithPassword(page, guest);
	await expect(page).toHaveURL('/todos');
	await expect(todos.row('Only for my eyes')).toBeVisible();
});

test('signing out while the API is down says so and tells it later', async ({
	page,
	guest,
	stack,
}) => {
	await page.goto('/settings/profile');
	await expect(page.getByText(guest.email)).toBeVisible();
	await stack.stopApi();
	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(page).toHaveURL('/sign-in');
	await expect(page.getByText('the server could not be told')).toBeVisible();
	await expect(page.getByText(guest.email)).toHaveCount(0);

	await stack.startApi();
	await expect(page.getByText('The server has been told now.')).toBeVisible({ timeout: 15_000 });
	await expect(getCurrentUser({ connection: guest.connection })).rejects.toMatchObject({
		code: 'session_ended',
	});
});

test('a sign-out the API has not heard of holds after a reload', async ({ page, guest, stack }) => {
	await page.goto('/settings/profile');
	await expect(page.getByText(guest.email)).toBeVisible();
	await stack.stopApi();
	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(page.getByText('the server could not be told')).toBeVisible();
	await page.goto('/settings/profile');
	await expect(page).toHaveURL('/sign-in?next=%2Fsettings%2Fprofile');
	await expect(page.getByText(guest.email)).toHaveCount(0);

	await stack.startApi();
	await page.goto('/settings/profile');
	await expect(page).toHaveURL('/sign-in?next=%2Fsettings%2Fprofile');
	await expect(getCurrentUser({ connection: guest.connection })).rejects.toMatchObject({
		code: 'session_ended',
	});
});

test('a session ended from outside shows why at the next thing done', async ({ page, guest }) => {
	await deafen(page);
	const todos = todosPage(page);
	await todos.openLoaded();
	await logout({ connection: guest.connection });
	await todos.add('Buy tea');
	const dialog = page.getByRole('dialog');
	await expect(dialog).toContainText('You signed out on another page or device, today at');
	await expect(todos.row('Buy tea')).toBeHidden();
});
