import { bodiesOf, collectRequests } from '../fixtures/network.ts';
import { askForMail, codeStep } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

test.use({ settings: { SAME_BROWSER: 'off' } });

test('a link opened in another browser asks first, and a press signs in there', async ({
	page,
	browser,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer, '/sign-in?next=%2Fsettings%2Fprofile%3Fa%3D1%23b');
	const { link, text, token } = await mail.next(newcomer);
	expect(text).not.toContain('in the browser where you asked');
	await using elsewhere = await browser.newContext({ baseURL: stack.webUrl });
	const phone = await elsewhere.newPage();
	const sent = collectRequests(phone, 'POST', '/auth/passwordless/email/verify/link');
	await phone.goto(link);
	await expect(phone.getByRole('heading', { name: 'Sign in on this device?' })).toBeVisible();
	expect(await elsewhere.cookies(stack.apiUrl)).toEqual([]);
	await phone.getByRole('button', { name: 'Sign in on this device' }).click();
	await expect(phone).toHaveURL('/settings/profile?a=1#b');
	await expect(phone.getByText(newcomer)).toBeVisible();
	expect(bodiesOf(sent)).toEqual([{ token }, { token, confirmed: true }]);

	// The browser that asked learns of it, and is not signed in.
	await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	await expect(page.getByRole('heading', { name: 'This mail has been used' })).toBeVisible();
	await expect(codeStep(page).field).toHaveCount(0);
	await page.goto('/settings/profile');
	await expect(page).toHaveURL(/\/sign-in/);
});

test('leaving the question signs in nobody and uses up nothing', async ({
	page,
	browser,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { link } = await mail.next(newcomer);
	await using elsewhere = await browser.newContext();
	const phone = await elsewhere.newPage();
	await phone.goto(link);
	await phone.getByRole('link', { name: 'Leave this page' }).click();
	await expect(phone.getByRole('heading', { name: 'Sign in on this device?' })).toHaveCount(0);
	await page.goto(link);
	await expect(page).toHaveURL('/welcome');
});

test('in the browser that asked, a link still signs in at once', async ({
	page,
	context,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { link } = await mail.next(newcomer);
	const tab = await context.newPage();
	await tab.goto(link);
	await expect(tab).toHaveURL('/welcome');
	await expect(page).toHaveURL('/welcome');
});
