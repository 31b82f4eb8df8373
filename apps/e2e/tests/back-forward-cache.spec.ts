import { CHROMIUM } from '../fixtures/browser.ts';
import { giveTodos, todosPage } from '../fixtures/todos-page.ts';
import { expect, test } from '../fixtures/test.ts';

// Playwright turns the cache off for all pages; here it is what is tested.
test.use({
	launchOptions: { ...CHROMIUM, ignoreDefaultArgs: ['--disable-back-forward-cache'] },
});

test('a page kept by the browser shows nothing protected after signing out elsewhere', async ({
	page,
	context,
	guest,
	stack,
}) => {
	await giveTodos(guest.connection, 'Only for my eyes');
	const todos = todosPage(page);
	await todos.open();
	await expect(todos.row('Only for my eyes')).toBeVisible();
	// A page of another document, so that the app's own is put away whole.
	await page.goto(`${stack.webUrl}/favicon.svg`);
	const other = await context.newPage();
	await other.goto('/settings/profile');
	await other.getByRole('button', { name: 'Sign out' }).click();
	await expect(other).toHaveURL('/sign-in');

	await page.goBack({ waitUntil: 'commit' });
	await expect(page).toHaveURL('/sign-in?next=%2Ftodos');
	await expect(page.getByText('Only for my eyes')).toHaveCount(0);
});
