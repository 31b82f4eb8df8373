import { giveTodos, todosPage } from '../fixtures/todos-page.ts';
import { signInWithPassword } from '../fixtures/sign-in-page.ts';
import { collectRequests } from '../fixtures/network.ts';
import { expect, test } from '../fixtures/test.ts';

const AT_ONCE_MS = 1000;

test('signing out in one tab reaches the other at once and clears what is protected', async ({
	page,
	context,
	guest,
}) => {
	await giveTodos(guest.connection, 'Only for my eyes');
	const todos = todosPage(page);
	await todos.open();
	await expect(todos.row('Only for my eyes')).toBeVisible();
	const other = await context.newPage();
	await other.goto('/settings/profile');
	await other.getByRole('button', { name: 'Sign out' }).click();

	await expect(page).toHaveURL('/sign-in?next=%2Ftodos', { timeout: AT_ONCE_MS });
	await expect(page.getByText('Only for my eyes')).toHaveCount(0);
	await expect(page.getByText('You signed out in another tab.')).toBeVisible();
	await expect(other).toHaveURL('/sign-in');
});

test('signing out with unsaved text in the other tab still clears that tab', async ({
	page,
	context,
	guest,
}) => {
	await giveTodos(guest.connection, 'Only for my eyes');
	const todos = todosPage(page);
	await todos.open();
	await todos.field.fill('half a thought');
	const other = await context.newPage();
	await other.goto('/settings/profile');
	await other.getByRole('button', { name: 'Sign out' }).click();
	await expect(page).toHaveURL('/sign-in?next=%2Ftodos', { timeout: AT_ONCE_MS });
	await expect(page.getByText('Only for my eyes')).toHaveCount(0);
});

test('signing in in one tab signs the waiting tab in too', async ({ page, context, person }) => {
	await page.goto('/sign-in?next=%2Fsettings%2Fprofile');
	const other = await context.newPage();
	await other.goto('/sign-in');
	const logins = collectRequests(page, 'POST', '/auth/login');
	await signInWithPassword(other, person);
	await expect(other).toHaveURL('/welcome');
	await expect(page).toHaveURL('/settings/profile');
	await expect(page.getByText(person.email)).toBeVisible();
	expect(logins).toHaveLength(0);
});

test('somebody else signing in in another tab leaves nothing of the first person on the screen', async ({
	page,
	context,
	guest,
	stack,
}) => {
	await giveTodos(guest.connection, 'Only for my eyes');
	const todos = todosPage(page);
	await todos.open();
	await expect(todos.row('Only for my eyes')).toBeVisible();
	const other = await context.newPage();
	await other.goto('/settings/profile');
	await other.getByRole('button', { name: 'Sign out' }).click();
	await expect(page).toHaveURL(/\/sign-in/);

	const somebodyElse = await stack.createPerson();
	await signInWithPassword(other, somebodyElse);
	await expect(other).toHaveURL('/welcome');
	await expect(page.getByText(guest.email)).toHaveCount(0);
	await todos.open();
	await expect(page.getByText('Nothing to do yet')).toBeVisible();
	await expect(page.getByText('Only for my eyes')).toHaveCount(0);
});

test('a session somebody else took over from outside never shows them the page of the first', async ({
	page,
	context,
	guest,
	stack,
}) => {
	await giveTodos(guest.connection, 'Only for my eyes');
	const todos = todosPage(page);
	await todos.open();
	await expect(todos.row('Only for my eyes')).toBeVisible();
	const other = await context.newPage();
	await other.goto('/welcome');
	await context.clearCookies();
	await other.reload();
	const somebodyElse = await stack.createPerson();
	await signInWithPassword(other, somebodyElse);
	await expect(other.getByText(somebodyElse.email)).toBeVisible();
	await expect(page.getByText('Only for my eyes')).toHaveCount(0);
	await expect(page.getByText(somebodyElse.email)).toBeVisible();
});
