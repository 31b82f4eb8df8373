/**
 * What pages cost before anybody can use them: by size and by count, never by time, which `npm run bench spa` measures.
 * The heads of answers are counted, which HTTP/1.1 sends in full each time: what a page weighs without them is in
 * apps/web/test/size.test.ts.
 * Each way has its budget; a new request on it is a choice, and this is the place to make it.
 */
import { passwordForm, mailForm, codeStep, askForMail } from '../fixtures/sign-in-page.ts';
import { giveTodos, todosPage } from '../fixtures/todos-page.ts';
import { createGate } from '../fixtures/network.ts';
import { watchWire } from '../fixtures/wire.ts';
import { expect, test, type Page } from '../fixtures/test.ts';

const isCode = (path: string) => path.startsWith('/_app/');

async function settled(page: Page): Promise<void> {
	await page.waitForLoadState('networkidle');
}

test('a first visit of the sign-in page is 25 requests and 85 kB, and one question to the API', async ({
	page,
}) => {
	const wire = await watchWire(page);
	await page.goto('/sign-in');
	await expect(page.locator('html')).toHaveAttribute('data-ready', 'yes');
	await settled(page);
	const paths = wire.paths();
	expect(paths.filter((path) => !isCode(path)).toSorted()).toEqual([
		'/config.json',
		'/favicon.svg',
		'/sign-in',
		'/users/me',
	]);
	expect(paths.length, paths.join('\n')).toBeLessThanOrEqual(25);
	expect(wire.bytes()).toBeLessThanOrEqual(85_000);
});

test('the form is painted from the page and one style sheet, before any script has come', async ({
	page,
}) => {
	const scripts = createGate();
	await page.route('**/*.js', async (route) => {
		await scripts.opened;
		await route.continue();
	});
	await page.goto('/sign-in', { waitUntil: 'commit' });
	await expect(mailForm(page).button).toBeVisible();
	await expect
		.poll(() => page.evaluate(() => performance.getEntriesByName('first-contentful-paint').length))
		.toBe(1);
	scripts.open();
	await expect(page.locator('html')).toHaveAttribute('data-ready', 'yes');
});

test('the way by password to the to-dos is 47 requests and 130 kB', async ({ page, person }) => {
	const wire = await watchWire(page);
	await page.goto('/sign-in/password?next=%2Ftodos');
	await passwordForm(page).signIn(person);
	await expect(page.getByText('Nothing to do yet')).toBeVisible();
	await settled(page);
	const paths = wire.paths();
	expect(paths.length, paths.join('\n')).toBeLessThanOrEqual(47);
	expect(wire.bytes()).toBeLessThanOrEqual(130_000);
});

test('the page behind the sign-in is fetched while the password is on its way', async ({
	page,
	person,
}) => {
	const answer = createGate();
	await page.route('**/auth/login', async (route) => {
		await answer.opened;
		await route.continue();
	});
	const wire = await watchWire(page);
	await page.goto('/sign-in/password?next=%2Ftodos');
	await expect(page.locator('html')).toHaveAttribute('data-ready', 'yes');
	await settled(page);
	wire.forget();
	await passwordForm(page).signIn(person);
	await expect.poll(() => wire.paths().filter(isCode).length).toBeGreaterThan(3);
	await settled(page);
	wire.forget();
	answer.open();
	await expect(page.getByText('Nothing to do yet')).toBeVisible();
	await settled(page);
	// What follows waits for nothing but answers; the stream's own code comes when the page is there.
	expect(wire.paths().filter((path) => path.endsWith('.js')).length).toBeLessThanOrEqual(3);
});

test('the page behind the code is fetched while the mail is read', async ({
	page,
	newcomer,
	mail,
}) => {
	const wire = await watchWire(page);
	await askForMail(page, newcomer, '/sign-in?next=/todos');
	await expect(codeStep(page).field).toBeVisible();
	await settled(page);
	wire.forget();
	await codeStep(page).field.fill((await mail.next(newcomer)).code);
	await expect(page.getByText('Nothing to do yet')).toBeVisible();
	await settled(page);
	expect(wire.paths().filter((path) => path.endsWith('.js')).length).toBeLessThanOrEqual(3);
});

test('the to-dos once more are five requests, and none for what has not changed', async ({
	page,
	guest,
}) => {
	await giveTodos(guest.connection, 'Buy tea');
	const todos = todosPage(page);
	await todos.open();
	await expect(todos.rows).toHaveCount(1);
	await settled(page);
	const wire = await watchWire(page);
	await page.reload();
	await expect(todos.rows).toHaveCount(1);
	await settled(page);
	expect(wire.paths().toSorted()).toEqual([
		'/config.json',
		'/favicon.svg',
		'/todos',
		'/todos',
		'/users/me',
	]);
	expect(wire.bytes()).toBeLessThanOrEqual(5_000);
});

test('who is signed in is asked while the code of the page still comes', async ({
	page,
	guest,
	stack,
}) => {
	await giveTodos(guest.connection, 'Buy tea');
	const shell = await (await page.request.get(`${stack.webUrl}/todos`)).text();
	const code = createGate();
	await page.route('**/_app/immutable/**/*.js', async (route) => {
		const isOfShell = shell.includes(new URL(route.request().url()).pathname);
		if (!isOfShell) await code.opened;
		await route.continue();
	});
	const answered = page.waitForResponse(`${stack.apiUrl}/users/me`);
	await page.goto('/todos');
	expect((await answered).status()).toBe(200);
	code.open();
	await expect(todosPage(page).row('Buy tea')).toBeVisible();
});
