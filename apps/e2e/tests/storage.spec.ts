import { signInForm } from '../fixtures/sign-in-page.ts';
import { todosPage } from '../fixtures/todos-page.ts';
import { expect, test, type Page } from '../fixtures/test.ts';

/** Everything scripts of this origin could read later: storages, databases, caches, cookies, history. */
function readEverything(page: Page): Promise<string> {
	return page.evaluate(async () => {
		const databases = await indexedDB.databases();
		const cacheNames = await caches.keys();
		return JSON.stringify([
			Object.entries(localStorage),
			Object.entries(sessionStorage),
			databases,
			cacheNames,
			document.cookie,
			history.state,
			window.name,
		]);
	});
}

test('the browser keeps no token, no address and no text that scripts could read', async ({
	page,
	context,
	person,
	stack,
}) => {
	await page.goto('/sign-in?next=/todos');
	await signInForm(page).signIn(person);
	const todos = todosPage(page);
	await todos.add('Only for my eyes');
	await expect(todos.row('Only for my eyes')).toBeVisible();
	await page.getByRole('link', { name: 'Profile' }).click();
	await expect(page.getByText(person.email)).toBeVisible();

	const [session] = await context.cookies(stack.apiUrl);
	expect(session).toMatchObject({
		name: 'session',
		httpOnly: true,
		sameSite: 'Lax',
		path: '/',
		domain: 'localhost',
	});
	const kept = await readEverything(page);
	for (const secret of [session?.value ?? '', person.email, person.password, 'Only for my eyes']) {
		expect(kept).not.toContain(secret);
	}
	expect(await page.evaluate(() => document.cookie)).toBe('');

	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(page).toHaveURL('/sign-in');
	const keptAfter = await readEverything(page);
	expect(keptAfter).not.toContain(person.email);
	expect(keptAfter).not.toContain('Only for my eyes');
});
