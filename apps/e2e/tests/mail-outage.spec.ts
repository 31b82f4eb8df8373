import { collectRequests } from '../fixtures/network.ts';
import { askForMail, codeStep, mailForm } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

const SILENCE = 'We can’t reach the server. Check your connection and try again.';

test('asking for a mail while the API is down says so, keeps the address, and works later', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await page.goto('/sign-in');
	await stack.stopApi();
	const form = mailForm(page);
	await form.send(newcomer);
	await expect(page.getByRole('alert')).toContainText(SILENCE);
	await expect(form.email).toHaveValue(newcomer);
	await stack.startApi();
	await form.button.click();
	await codeStep(page).field.fill((await mail.next(newcomer)).code);
	await expect(page).toHaveURL('/welcome');
	expect(mail.all(newcomer)).toHaveLength(1);
});

test('a code typed while the API is down is kept, costs no try, and works after its restart', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const { code } = await mail.next(newcomer);
	await stack.stopApi();
	const step = codeStep(page);
	await step.field.fill(code);
	await expect(page.getByRole('alert')).toContainText(SILENCE);
	await expect(step.field).toHaveValue(code);
	await stack.startApi();
	await step.button.click();
	await expect(page).toHaveURL('/welcome');
});

test('a code whose answer got lost signs in at the next press', async ({
	page,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { code } = await mail.next(newcomer);
	await page.route(
		'**/verify/code',
		async (route) => {
			await route.fetch();
			await route.abort();
		},
		{ times: 1 },
	);
	await codeStep(page).field.fill(code);
	await expect(page.getByRole('alert')).toContainText(SILENCE);
	await codeStep(page).button.click();
	await expect(page).toHaveURL('/welcome');
});

test('a link opened while the API is down is not used up and works at the next press', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const { link } = await mail.next(newcomer);
	await stack.stopApi();
	await page.goto(link);
	await expect(page.getByRole('heading', { name: 'The server does not answer' })).toBeVisible();
	await expect(page.getByText('The link is not used up.')).toBeVisible();
	await expect(page).toHaveURL('/link');
	await stack.startApi();
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(page).toHaveURL('/welcome');
});

test('a link whose answer got lost signs in at the next press', async ({
	page,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { link } = await mail.next(newcomer);
	await page.route(
		'**/verify/link',
		async (route) => {
			await route.fetch();
			await route.abort();
		},
		{ times: 1 },
	);
	await page.goto(link);
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(page).toHaveURL('/welcome');
});

test('the code page reloaded while the API is down goes on when it is back', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const { code } = await mail.next(newcomer);
	await stack.stopApi();
	await page.reload();
	await expect(page.getByRole('alert')).toContainText(SILENCE);
	await stack.startApi();
	await page.getByRole('button', { name: 'Try again' }).click();
	await codeStep(page).field.fill(code);
	await expect(page).toHaveURL('/welcome');
});

test('a browser that was offline looks again by itself when it is back', async ({
	page,
	context,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	await mail.next(newcomer);
	await context.setOffline(true);
	stack.time.expireMail(newcomer);
	await context.setOffline(false);
	await expect(page.getByRole('heading', { name: 'This mail has expired' })).toBeVisible();
});

test('an answer to a code that never comes ends in words and a new try', async ({
	page,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { code } = await mail.next(newcomer);
	const sent = collectRequests(page, 'POST', '/auth/passwordless/email/verify/code');
	await page.route('**/verify/code', () => undefined, { times: 1 });
	await codeStep(page).field.fill(code);
	await expect(codeStep(page).button).toHaveAttribute('aria-busy', 'true');
	await expect(page.getByRole('alert')).toContainText('This is taking longer than usual.', {
		timeout: 12_000,
	});
	await codeStep(page).button.click();
	await expect(page).toHaveURL('/welcome');
	expect(sent).toHaveLength(2);
});
