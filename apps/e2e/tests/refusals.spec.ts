import { answerProblem, collectRequests } from '../fixtures/network.ts';
import { passwordForm } from '../fixtures/sign-in-page.ts';
import { giveTodos, todosPage } from '../fixtures/todos-page.ts';
import { expect, test } from '../fixtures/test.ts';

const REFUSALS = [
	{ status: 429, code: 'rate_limited', retryAfterSeconds: 3, words: 'That was too many tries.' },
	{ status: 500, code: 'internal_error', words: 'Something went wrong on our side.' },
	{ status: 503, code: 'unavailable', retryAfterSeconds: 3, words: 'The server is busy.' },
	{ status: 403, code: 'origin_not_allowed', words: 'does not accept requests from this address' },
];

for (const { words, ...answer } of REFUSALS) {
	test(`a change answered with ${answer.status} keeps the person signed in and their page`, async ({
		page,
		guest,
		stack,
	}) => {
		await giveTodos(guest.connection, 'Water the plants');
		const todos = todosPage(page);
		await todos.open();
		await page.route('**/todos/*', answerProblem(stack.webUrl, answer));
		await todos.tickOf('Water the plants').click();
		await expect(todos.notice(words)).toBeVisible();
		await expect(todos.tickOf('Water the plants')).not.toBeChecked();
		await expect(page).toHaveURL('/todos');
		await expect(page.getByRole('dialog')).toHaveCount(0);

		await page.unrouteAll();
		await todos.notice(words).getByRole('button', { name: 'Retry' }).click();
		await expect(todos.tickOf('Water the plants')).toBeChecked();
		await page.reload();
		await expect(todos.tickOf('Water the plants')).toBeChecked();
	});
}

test('a list that was refused is not asked for again before the person says so', async ({
	page,
	guest,
	stack,
}) => {
	await giveTodos(guest.connection, 'Water the plants');
	await page.route(
		'**/todos',
		answerProblem(stack.webUrl, { status: 500, code: 'internal_error' }),
	);
	await page.goto('/welcome');
	const asked = collectRequests(page, 'GET', '/todos');
	await page.getByRole('link', { name: 'Todos', exact: true }).first().click();
	const again = page.getByRole('button', { name: 'Try again' });
	await expect(again).toBeVisible();
	// As long as a few more questions and answers would take.
	await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
	expect(asked.filter((request) => request.url().startsWith(stack.apiUrl))).toHaveLength(1);

	await page.unrouteAll();
	await again.click();
	await expect(page.getByText('Water the plants')).toBeVisible();
});

test('a check of the session answered with 500 signs nobody out', async ({
	page,
	guest,
	stack,
}) => {
	await page.route(
		'**/users/me',
		answerProblem(stack.webUrl, { status: 500, code: 'internal_error' }),
	);
	await page.goto('/settings/profile');
	await expect(page.getByText('You are not signed out.')).toBeVisible();
	await page.unrouteAll();
	await expect(page.getByText(guest.email)).toBeVisible();
	await expect(page).toHaveURL('/settings/profile');
});

test('too many tries count down and then let the person try again', async ({
	page,
	person,
	stack,
}) => {
	await page.route(
		'**/auth/login',
		answerProblem(stack.webUrl, { status: 429, code: 'rate_limited', retryAfterSeconds: 3 }),
	);
	await page.goto('/sign-in/password');
	const form = passwordForm(page);
	await form.signIn(person);
	await expect(page.getByRole('alert')).toContainText('That was too many tries. Try again in');
	await expect(form.button).toBeDisabled();
	await expect(form.email).toHaveValue(person.email);
	await expect(form.password).toHaveValue(person.password);
	await page.unrouteAll();
	await expect(form.button).toBeEnabled();
	await form.button.click();
	await expect(page).toHaveURL('/welcome');
});

test('too many passwords for an account point to the mail, and another account need not wait', async ({
	page,
	person,
	stack,
}) => {
	await page.route(
		'**/auth/login',
		answerProblem(stack.webUrl, { status: 429, code: 'guesses_limited', retryAfterSeconds: 1800 }),
	);
	await page.goto('/sign-in/password');
	const form = passwordForm(page);
	await form.signIn({ ...person, email: 'another@example.com' });
	await expect(page.getByRole('alert')).toContainText(
		'Use e-mail instead: the link in a mail still signs you in. Try again in 30 minutes.',
	);
	await expect(page.getByRole('link', { name: 'Use e-mail instead' })).toBeVisible();
	await expect(form.button).toBeDisabled();
	await page.unrouteAll();
	await form.signIn(person);
	await expect(page).toHaveURL('/welcome');
});

test('an answer that never comes ends in words and a new try, after ten seconds', async ({
	page,
	person,
}) => {
	await page.route('**/auth/login', () => undefined);
	await page.goto('/sign-in/password');
	const form = passwordForm(page);
	await form.signIn(person);
	await expect(page.getByText('Signing in…')).toBeVisible();
	await expect(page.getByRole('alert')).toContainText('This is taking longer than usual.', {
		timeout: 12_000,
	});
	await page.unrouteAll();
	await form.button.click();
	await expect(page).toHaveURL('/welcome');
});

test('a page of a proxy in place of the API says so and keeps what was typed', async ({
	page,
	person,
}) => {
	await page.route('**/auth/login', (route) =>
		route.fulfill({
			status: 502,
			contentType: 'text/html',
			headers: { 'access-control-allow-origin': '*' },
			body: '<h1>Bad gateway</h1>',
		}),
	);
	await page.goto('/sign-in/password');
	const form = passwordForm(page);
	await form.signIn(person);
	await expect(page.getByRole('alert')).toBeVisible();
	await expect(form.email).toHaveValue(person.email);
	await expect(page).toHaveURL('/sign-in/password');
});
