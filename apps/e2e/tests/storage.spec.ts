import { askForMail, codeStep, signInWithPassword } from '../fixtures/sign-in-page.ts';
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
	await signInWithPassword(page, person);
	const todos = todosPage(page);
	await todos.add('Only for my eyes');
	await expect(todos.row('Only for my eyes')).toBeVisible();
	await page.getByRole('link', { name: 'Settings' }).click();
	await expect(page.getByText(person.email)).toBeVisible();

	const cookies = await context.cookies(stack.apiUrl);
	const session = cookies.find(({ name }) => name === 'session');
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

test('signing in by mail leaves no address, no token and no code where scripts could read it', async ({
	page,
	context,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer, '/sign-in?next=%2Ftodos%3Fprivate%3D1');
	const { link, token, code } = await mail.next(newcomer);
	const secrets = [newcomer, token, code];
	const waiting = await readEverything(page);
	for (const secret of secrets) expect(waiting).not.toContain(secret);
	const [browser] = await context.cookies(stack.apiUrl);
	expect(browser).toMatchObject({
		name: 'browser',
		httpOnly: true,
		sameSite: 'Lax',
		path: '/',
		domain: 'localhost',
	});

	const tab = await context.newPage();
	await tab.goto(link);
	await expect(tab).toHaveURL('/todos?private=1');
	for (const each of [page, tab]) {
		await expect(each.getByRole('heading', { name: 'Todos' })).toBeVisible();
		const kept = await readEverything(each);
		for (const secret of [...secrets, browser?.value ?? '']) expect(kept).not.toContain(secret);
		// Not even which mail it was.
		expect(await each.evaluate(() => Object.keys(localStorage))).toEqual(['postern:visitor']);
	}
});

test('where the browser keeps nothing for scripts, link and code sign in all the same', async ({
	page,
	context,
	mail,
	newcomer,
}) => {
	await context.addInitScript(() => {
		for (const name of ['localStorage', 'sessionStorage']) {
			Object.defineProperty(globalThis, name, {
				get() {
					throw new DOMException('Access is denied for this document.', 'SecurityError');
				},
			});
		}
	});
	await askForMail(page, newcomer);
	await codeStep(page).field.fill((await mail.next(newcomer)).code);
	await expect(page).toHaveURL('/welcome');
	await page.getByRole('button', { name: 'Sign out' }).click();
	await askForMail(page, newcomer);
	const tab = await context.newPage();
	await tab.goto((await mail.next(newcomer)).link);
	await expect(tab).toHaveURL('/welcome');
	await expect(page).toHaveURL('/welcome');
});
