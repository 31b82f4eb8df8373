import { signInForm } from '../fixtures/sign-in-page.ts';
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

test('the sign-in page moves nothing, also when it answers with an error', async ({ page }) => {
	const shift = await watchShifts(page);
	await page.goto('/sign-in');
	await expect(page.locator('html')).toHaveAttribute('data-ready', 'yes');
	await signInForm(page).signIn({ email: 'nobody@example.com', password: 'not the password' });
	await expect(page.getByText('Wrong e-mail or password.')).toBeVisible();
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
