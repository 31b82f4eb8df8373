import { sendPasswordlessEmail } from '@postern/api-client';
import { connectProgram, otherCode } from '../fixtures/program.ts';
import { askForMail, codeStep, mailForm, passwordForm } from '../fixtures/sign-in-page.ts';
import { giveTodos, todosPage } from '../fixtures/todos-page.ts';
import { expect, test, type Page } from '../fixtures/test.ts';

const SHIFT_MAX = 0.01;

/** Counts what moves from the first paint on; what follows a person's own press within 500 ms counts too. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
	await page.addInitScript(() => {
		let total = 0;
		new PerformanceObserver((list) => {
			for (const entry of list.getEntries()) total += (entry as unknown as { value: number }).value;
		}).observe({ type: 'layout-shift', buffered: true });
		Object.assign(globalThis, { layoutShift: () => total });
	});
	return () =>
		page.evaluate(async () => {
			await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
			return (globalThis as unknown as { layoutShift: () => number }).layoutShift();
		});
}

test('the password page moves nothing, also when it answers with an error', async ({ page }) => {
	const shift = await watchShifts(page);
	await page.goto('/sign-in/password');
	await expect(page.locator('html')).toHaveAttribute('data-ready', 'yes');
	await passwordForm(page).signIn({ email: 'nobody@example.com', password: 'not the password' });
	await expect(page.getByText('Wrong e-mail or password.')).toBeVisible();
	expect(await shift()).toBeLessThan(SHIFT_MAX);
});

test('signing in by mail moves nothing, from the first paint to the code page and a wrong code', async ({
	page,
	mail,
	newcomer,
}) => {
	const shift = await watchShifts(page);
	await page.goto('/sign-in');
	await expect(page.locator('html')).toHaveAttribute('data-ready', 'yes');
	await mailForm(page).button.click();
	await expect(mailForm(page).email).toHaveAccessibleDescription('Enter your e-mail address.');
	expect(await shift(), 'a blank address').toBeLessThan(SHIFT_MAX);
	await mailForm(page).send(newcomer);
	const { field } = codeStep(page);
	await field.fill(otherCode((await mail.next(newcomer)).code));
	await expect(field).toHaveAccessibleDescription(/4 tries left/);
	expect(await shift(), 'a wrong code').toBeLessThan(SHIFT_MAX);
});

test('the code page moves nothing while it is loaded again', async ({ page, newcomer, mail }) => {
	await askForMail(page, newcomer);
	await mail.next(newcomer);
	const shift = await watchShifts(page);
	// Slow enough for what stands in its place to be seen and replaced.
	await page.route('**/requests/*', async (route) => {
		await new Promise((resolve) => setTimeout(resolve, 600));
		await route.continue();
	});
	await page.reload();
	await expect(codeStep(page).field).toBeVisible();
	expect(await shift()).toBeLessThan(SHIFT_MAX);
});

test('the page of a link moves nothing while it asks, and with the answer', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await sendPasswordlessEmail({ email: newcomer }, { connection: connectProgram(stack) });
	const { link } = await mail.next(newcomer);
	const shift = await watchShifts(page);
	await page.route('**/verify/link', async (route) => {
		await new Promise((resolve) => setTimeout(resolve, 600));
		await route.continue();
	});
	await page.goto(link);
	await expect(
		page.getByRole('heading', { name: 'Go back to where you asked for it' }),
	).toBeVisible();
	expect(await shift()).toBeLessThan(SHIFT_MAX);
});

test('the todos page moves nothing while it loads, with todos and without', async ({
	page,
	guest,
}) => {
	const shift = await watchShifts(page);
	const todos = todosPage(page);
	await todos.open();
	await expect(page.getByText('Nothing to do yet')).toBeVisible();
	expect(await shift()).toBeLessThan(SHIFT_MAX);

	await giveTodos(guest.connection, 'Buy tea', 'Call the bank', 'Post the letter');
	// Slow enough for the placeholder to be seen and replaced.
	await page.route('**/todos', async (route) => {
		await new Promise((resolve) => setTimeout(resolve, 600));
		await route.continue();
	});
	await todos.open();
	await expect(todos.rows).toHaveCount(3);
	expect(await shift()).toBeLessThan(SHIFT_MAX);
});
