import { readFile } from 'node:fs/promises';
import { createTodo } from '@postern/api-client';
import { accountPage } from '../fixtures/account-page.ts';
import { answerProblem, collectRequests } from '../fixtures/network.ts';
import { signInElsewhere } from '../fixtures/sessions-page.ts';
import { askForMail, codeStep, signInAgain, stepUpDialog } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

const DELETE = '/users/me/deletion';

test('a person takes their data along in one file', async ({ page, guest, stack }) => {
	await createTodo({ title: 'Water the plants' }, { connection: guest.connection });
	const account = accountPage(page);
	await account.open();
	stack.time.ageProof(guest.email);
	await account.download.click();
	const downloading = page.waitForEvent('download');
	await signInAgain(stepUpDialog(page), guest);
	const download = await downloading;
	expect(download.suggestedFilename()).toMatch(/^postern-account-\d{4}-\d\d-\d\d\.json$/);
	const text = await readFile(await download.path(), 'utf8');
	expect(JSON.parse(text)).toMatchObject({
		account: { email: guest.email },
		todos: [{ title: 'Water the plants', completed: false }],
	});
	expect(text).not.toContain(guest.password);
	await expect(account.notice('Your data is in your downloads.')).toBeVisible();
});

test('data that could not be fetched can be asked for again', async ({ page, guest, stack }) => {
	const account = accountPage(page);
	await account.open();
	await page.route(
		'**/users/me/export',
		answerProblem(stack.webUrl, { status: 500, code: 'internal_error' }),
	);
	await account.download.click();
	await expect(page.getByRole('alert')).toContainText('Something went wrong on our side.');
	await page.unroute('**/users/me/export');
	const downloading = page.waitForEvent('download');
	await account.download.click();
	expect((await downloading).suggestedFilename()).toContain('postern-account');
	await expect(page.getByRole('alert')).toHaveCount(0);
	expect(guest.email).toBeTruthy();
});

test('deleting asks for the address, signs out everywhere, and says until when it can be undone', async ({
	page,
	browser,
	guest,
	mail,
	stack,
}) => {
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	const account = accountPage(page);
	const sent = collectRequests(page, 'POST', DELETE);
	await account.open();
	await account.remove.click();
	await expect(account.dialog).toContainText(guest.email);
	await account.confirmation.fill('somebody@example.com');
	await account.removeForGood.click();
	await expect(account.confirmation).toHaveAccessibleDescription(
		'Type the address as it stands above.',
	);
	expect(sent).toHaveLength(0);
	await page.keyboard.press('Escape');
	await expect(account.dialog).toBeHidden();
	await expect(account.remove).toBeFocused();

	await account.remove.click();
	await account.confirmation.fill(guest.email.toUpperCase());
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL('/goodbye');
	await expect(page.getByRole('heading', { name: 'Your account will be deleted' })).toBeVisible();
	const year = String(new Date(Date.now() + 14 * 24 * 60 * 60 * 1000).getFullYear());
	await expect(page.getByText(`removed for good on`)).toContainText(year);
	// The mail about the other browser may come first.
	const mails = [await mail.next(guest.email), await mail.next(guest.email)];
	const told = mails.find(({ subject }) => subject === 'Your Postern account will be deleted');
	const text = told?.text;
	expect(text).toContain(`${stack.webUrl}/sign-in`);
	const there = await elsewhere.newPage();
	await there.goto('/welcome');
	await expect(there).toHaveURL(/\/sign-in/);
	await page.reload();
	await expect(page.getByText('says until when you can keep it')).toBeVisible();
});

test('signing in keeps the account, and says so until it is read', async ({
	page,
	guest,
	mail,
}) => {
	const account = accountPage(page);
	await account.open();
	await account.remove.click();
	await account.confirmation.fill(guest.email);
	await account.removeForGood.click();
	await expect(page).toHaveURL('/goodbye');
	await mail.next(guest.email);
	await page.getByRole('link', { name: 'Sign in and keep it' }).click();
	await askForMail(page, guest.email);
	await codeStep(page).field.fill((await mail.next(guest.email)).code);
	await expect(page).toHaveURL('/welcome');
	const kept = page.getByRole('status').filter({ hasText: 'Your account is kept' });
	await expect(kept).toContainText('It was going to be deleted on');
	expect((await mail.next(guest.email)).subject).toBe('Your Postern account is kept');
	await page.reload();
	await expect(kept).toBeVisible();
	await kept.getByRole('button', { name: 'Understood' }).click();
	await expect(kept).toBeHidden();
	await page.reload();
	await expect(page.getByText(guest.email)).toBeVisible();
	await expect(kept).toHaveCount(0);
});

test('a deletion asks again who is there, over its own dialog, and goes on by itself', async ({
	page,
	guest,
	stack,
}) => {
	const account = accountPage(page);
	await account.open();
	stack.time.ageProof(guest.email);
	await account.remove.click();
	await account.confirmation.fill(guest.email);
	await account.removeForGood.click();
	const dialog = stepUpDialog(page);
	await dialog.getByRole('button', { name: 'Cancel' }).click();
	await expect(account.confirmation).toHaveValue(guest.email);
	await account.removeForGood.click();
	await signInAgain(dialog, guest);
	await expect(page).toHaveURL('/goodbye');
});

test('a deletion that failed deletes nothing, and what was typed stays', async ({
	page,
	guest,
	stack,
}) => {
	const account = accountPage(page);
	await account.open();
	await page.route(
		`**${DELETE}`,
		answerProblem(stack.webUrl, { status: 503, code: 'unavailable', retryAfterSeconds: 2 }),
	);
	await account.remove.click();
	await account.confirmation.fill(guest.email);
	await account.removeForGood.click();
	await expect(account.dialog.getByRole('alert')).toContainText('The server is busy.');
	await expect(account.confirmation).toHaveValue(guest.email);
	await expect(page).toHaveURL('/settings/account');
});
