import { getCurrentUser } from '@postern/api-client';
import { connectionOf } from '../fixtures/guest.ts';
import { bodiesOf, collectRequests, collectUrls, readHistory } from '../fixtures/network.ts';
import { askForMail, codeStep, mailForm } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

const DEEP_LINK = '/todos?from=mail&tag=a%26b#row-7';

test('a link opened in the browser that asked signs in at once, and the waiting tab goes on by itself', async ({
	page,
	context,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const { link } = await mail.next(newcomer);
	const tab = await context.newPage();
	await tab.goto(link);
	await expect(tab).toHaveURL('/welcome');
	await expect(tab.getByText(newcomer)).toBeVisible();
	await expect(page).toHaveURL('/welcome');
	await expect(page.getByText(newcomer)).toBeVisible();
	const connection = await connectionOf(context, stack.apiUrl);
	expect(await getCurrentUser({ connection })).toMatchObject({ email: newcomer });
});

test('a deep link survives the mail with its path, query and hash, in both tabs', async ({
	page,
	context,
	mail,
	newcomer,
}) => {
	await page.goto(DEEP_LINK);
	await expect(page).toHaveURL(/\/sign-in\?next=/);
	await askForMail(page, newcomer, page.url());
	const { link } = await mail.next(newcomer);
	const tab = await context.newPage();
	await tab.goto(link);
	await expect(tab).toHaveURL(DEEP_LINK);
	await expect(page).toHaveURL(DEEP_LINK);
});

test('the token of a link is in no address, no history, no request’s URL and no title', async ({
	page,
	context,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { link, token } = await mail.next(newcomer);
	const tab = await context.newPage();
	const urls = collectUrls(context);
	const verifications = collectRequests(tab, 'POST', '/auth/passwordless/email/verify/link');
	await tab.goto('/');
	await tab.goto(link);
	await expect(tab).toHaveURL('/welcome');
	await tab.goBack();
	await expect(tab).toHaveURL('/');
	await tab.goForward();
	await expect(tab).toHaveURL('/welcome');
	await expect(tab.getByText(newcomer)).toBeVisible();

	expect(bodiesOf(verifications)).toEqual([{ token }]);
	const seen = [...urls, ...(await readHistory(tab)), ...(await readHistory(page))];
	expect(seen.filter((url) => url.includes(token))).toEqual([]);
	expect(await tab.title()).not.toContain(token);
});

test('the token leaves the address before the API has answered', async ({
	page,
	context,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { link, token } = await mail.next(newcomer);
	const tab = await context.newPage();
	await tab.route('**/verify/link', () => undefined);
	const asked = tab.waitForRequest('**/verify/link');
	await tab.goto(link, { waitUntil: 'commit' });
	await asked;
	await expect(tab).toHaveURL('/link');
	expect(await readHistory(tab)).not.toContainEqual(expect.stringContaining(token));
});

test('a link opened in another browser signs in nobody there and uses up nothing', async ({
	page,
	browser,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const { link, code } = await mail.next(newcomer);
	await using elsewhere = await browser.newContext();
	const phone = await elsewhere.newPage();
	await phone.goto(link);
	await expect(
		phone.getByRole('heading', { name: 'Go back to where you asked for it' }),
	).toBeVisible();
	await expect(phone.getByText('type the code from the same mail')).toBeVisible();
	await expect(phone.getByText(newcomer)).toHaveCount(0);
	expect(await elsewhere.cookies(stack.apiUrl)).toEqual([]);
	await phone.goto('/todos');
	await expect(phone).toHaveURL(/\/sign-in/);

	await codeStep(page).field.fill(code);
	await expect(page).toHaveURL('/welcome');
	await expect(page.getByText(newcomer)).toBeVisible();
});

test('after a visit to another browser the link still works in the one that asked', async ({
	page,
	context,
	browser,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { link } = await mail.next(newcomer);
	await using elsewhere = await browser.newContext();
	const phone = await elsewhere.newPage();
	await phone.goto(link);
	await expect(
		phone.getByRole('heading', { name: 'Go back to where you asked for it' }),
	).toBeVisible();
	const tab = await context.newPage();
	await tab.goto(link);
	await expect(tab).toHaveURL('/welcome');
});

test('somebody’s own request in another browser does not make a foreign link work there', async ({
	page,
	browser,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const { link } = await mail.next(newcomer);
	await using elsewhere = await browser.newContext({ baseURL: stack.webUrl });
	const phone = await elsewhere.newPage();
	await askForMail(phone, stack.newAddress());
	const tab = await elsewhere.newPage();
	await tab.goto(link);
	await expect(
		tab.getByRole('heading', { name: 'Go back to where you asked for it' }),
	).toBeVisible();
	await expect(phone).toHaveURL('/sign-in/code');
});

test('a link that was used says so, and leads on to the app or to a new mail', async ({
	page,
	context,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { link } = await mail.next(newcomer);
	await page.goto(link);
	await expect(page).toHaveURL('/welcome');
	const tab = await context.newPage();
	await tab.goto(link);
	await expect(tab.getByRole('heading', { name: 'This link has been used' })).toBeVisible();
	await tab.getByRole('link', { name: 'Open the app' }).click();
	await expect(tab).toHaveURL('/welcome');

	await tab.getByRole('button', { name: 'Sign out' }).click();
	await expect(tab).toHaveURL('/sign-in');
	await tab.goto(link);
	await expect(tab.getByRole('heading', { name: 'This link has been used' })).toBeVisible();
	await expect(tab.getByRole('link', { name: 'Open the app' })).toHaveCount(0);
	await tab.getByRole('link', { name: 'Get a new mail' }).click();
	await expect(mailForm(tab).button).toBeVisible();
});

test('a code that was used ends the link of the same mail too', async ({
	page,
	context,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { link, code } = await mail.next(newcomer);
	await codeStep(page).field.fill(code);
	await expect(page).toHaveURL('/welcome');
	const tab = await context.newPage();
	await tab.goto(link);
	await expect(tab.getByRole('heading', { name: 'This link has been used' })).toBeVisible();
});

test('a link that has expired says so and leads to a new mail for the same address', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const { link } = await mail.next(newcomer);
	stack.time.expireMail(newcomer);
	await page.goto(link);
	await expect(page.getByRole('heading', { name: 'This link has expired' })).toBeVisible();
	await page.getByRole('link', { name: 'Get a new mail' }).click();
	await expect(mailForm(page).email).toHaveValue(newcomer);
	await mailForm(page).button.click();
	await page.goto((await mail.next(newcomer)).link);
	await expect(page).toHaveURL('/welcome');
});

test('a link whose fragment was cut off leads to the code of the same mail', async ({
	page,
	context,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { link, code } = await mail.next(newcomer);
	const tab = await context.newPage();
	await tab.goto(link.slice(0, link.indexOf('#')));
	await expect(tab).toHaveURL('/sign-in/code');
	await expect(tab.getByText(newcomer)).toBeVisible();
	await codeStep(tab).field.fill(code);
	await expect(tab).toHaveURL('/welcome');
	await expect(page).toHaveURL('/welcome');
});

const INCOMPLETE = ['', '#t=abcdefghijkl', '#section', '#t=<img src=x onerror=alert(1)>'];

test('a link without a whole token, in a browser that knows of no mail, says what to do', async ({
	page,
}) => {
	const sent = collectRequests(page, 'POST', '/auth/passwordless/email/verify/link');
	for (const fragment of INCOMPLETE) {
		await page.goto('/');
		await page.goto(`/link${fragment}`);
		await expect(page.getByRole('heading', { name: 'The link is not complete' })).toBeVisible();
	}
	await page.getByRole('link', { name: 'Get a new mail' }).click();
	await expect(mailForm(page).button).toBeVisible();
	expect(sent).toHaveLength(0);
});

test('a token that nobody was given says to look for the newest mail', async ({ page }) => {
	await page.goto(`/link#t=${'A'.repeat(43)}`);
	await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
	await expect(page.getByText('Only the link in the newest mail does.')).toBeVisible();
});

test('what a mail program hangs behind the token does not hurt it', async ({
	page,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { link } = await mail.next(newcomer);
	await page.goto(`${link}&utm_source=mail.`);
	await expect(page).toHaveURL('/welcome');
});

test('a link pasted into a tab that shows another link’s page is opened there', async ({
	page,
	context,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { link, token } = await mail.next(newcomer);
	const tab = await context.newPage();
	await tab.goto(`/link#t=${'A'.repeat(43)}`);
	await expect(tab.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
	await tab.evaluate((address) => location.assign(address), link);
	await expect(tab).toHaveURL('/welcome');
	expect(await readHistory(tab)).not.toContainEqual(expect.stringContaining(token));
});

test('a link opened while somebody else is signed in signs in the one it was sent to', async ({
	page,
	context,
	guest,
	mail,
	newcomer,
}) => {
	const tab = await context.newPage();
	await tab.goto('/settings/profile');
	await expect(tab.getByText(guest.email)).toBeVisible();
	// The sign-in page leads somebody on who is signed in; the request comes from before.
	await context.clearCookies({ name: 'session' });
	await askForMail(page, newcomer);
	const { link } = await mail.next(newcomer);
	await page.goto(link);
	await expect(page.getByText(newcomer)).toBeVisible();
	await expect(tab.getByText(guest.email)).toHaveCount(0);
});
