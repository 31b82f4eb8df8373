import { collectPaths, createGate } from '../fixtures/network.ts';
import { signInWithPassword } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

test('a deep link survives signing in with its path, query and hash', async ({ page, person }) => {
	await page.goto('/todos?from=mail&tag=a%26b#row-7');
	await expect(page).toHaveURL(/\/sign-in\?next=/);
	await signInWithPassword(page, person);
	await expect(page).toHaveURL('/todos?from=mail&tag=a%26b#row-7');
});

const FOREIGN = [
	'//evil.example',
	'///evil.example',
	'https://evil.example/',
	'http:evil.example',
	'/\\evil.example',
	'\\\\evil.example',
	'/\t/evil.example',
	'/\n/evil.example',
	'/..//evil.example',
	'/./\\evil.example',
	'javascript:alert(document.domain)',
	'data:text/html,evil',
	'//evil.example@localhost/',
	'evil.example',
	'',
];

test('what follows a sign-in is always a page of this origin', async ({ page, guest, stack }) => {
	for (const next of FOREIGN) {
		await test.step(`next=${JSON.stringify(next)}`, async () => {
			await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
			await expect(page.getByText(guest.email)).toBeVisible();
			expect(new URL(page.url()).origin).toBe(stack.webUrl);
			await expect(page).toHaveURL('/welcome');
		});
	}
});

test('the sign-in page never leads back to itself', async ({ page, guest }) => {
	await page.goto(`/sign-in?next=${encodeURIComponent('/sign-in?next=/todos')}`);
	await expect(page).toHaveURL('/welcome');
	await expect(page.getByText(guest.email)).toBeVisible();
});

test('a reload keeps the person signed in and on their page', async ({ page, guest }) => {
	await page.goto('/settings/profile');
	await expect(page.getByText(guest.email)).toBeVisible();
	await page.reload();
	await expect(page).toHaveURL('/settings/profile');
	await expect(page.getByText(guest.email)).toBeVisible();
});

test('a protected page draws and asks for nothing before it is known who asks', async ({
	page,
	guest,
	stack,
}) => {
	const gate = createGate();
	const asked = collectPaths(page, stack.apiUrl);
	await page.route('**/users/me', async (route) => {
		await gate.opened;
		await route.continue();
	});
	await page.goto('/todos');
	await expect.poll(() => asked).toEqual(['/users/me']);
	await expect(page.getByRole('heading', { name: 'Todos' })).toBeHidden();
	await expect(page.getByText(guest.email)).toBeHidden();
	await expect(page.getByRole('button', { name: 'Sign out' })).toBeHidden();
	// Long enough for a page that did not wait to have asked.
	await page.waitForTimeout(300);
	expect(asked).toEqual(['/users/me']);

	gate.open();
	await expect(page.getByRole('heading', { name: 'Todos' })).toBeVisible();
	expect(asked.filter((path) => path === '/users/me')).toHaveLength(1);
});

test('a visitor without a session sees and asks for nothing protected', async ({ page, stack }) => {
	const asked = collectPaths(page, stack.apiUrl);
	await page.goto('/todos');
	await expect(page).toHaveURL('/sign-in?next=%2Ftodos');
	expect(new Set(asked)).toEqual(new Set(['/users/me']));
});
