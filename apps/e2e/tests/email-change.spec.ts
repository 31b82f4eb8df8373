import { getCurrentUser } from '@postern/api-client';
import { accountPage } from '../fixtures/account-page.ts';
import { connectionOf } from '../fixtures/guest.ts';
import { rest } from '../fixtures/keyboard.ts';
import { answerProblem, collectRequests } from '../fixtures/network.ts';
import { otherCode } from '../fixtures/program.ts';
import { sessionsPage, signInElsewhere } from '../fixtures/sessions-page.ts';
import {
	askForMail,
	codeStep,
	mailForm,
	openPasswordForm,
	signInAgain,
	signInDialog,
	stepUpDialog,
} from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

const SEND = '/users/me/email/change/send';

test('another address is live once its code is typed, and the old one is told', async ({
	page,
	context,
	guest,
	mail,
	newcomer,
	stack,
}) => {
	const account = accountPage(page);
	await account.open();
	await expect(account.address).toContainText(guest.email);
	await account.ask(newcomer);
	await expect(account.code).toBeFocused();
	await expect(account.address).toContainText('Your account keeps its address until then.');
	const { code, subject } = await mail.next(newcomer);
	expect(subject).toBe('Confirm your new address for Postern');
	await page.keyboard.type(otherCode(code));
	await expect(account.code).toHaveAccessibleDescription('That is not the code. 4 tries left.');
	await expect(account.code).toBeFocused();
	await page.keyboard.type(code);
	await expect(account.notice(`Your address is ${newcomer} now.`)).toBeVisible();
	await expect(account.address.getByText(newcomer)).toBeVisible();
	await expect(account.address.getByRole('heading')).toBeFocused();
	expect((await mail.next(guest.email)).subject).toBe(
		'The address of your Postern account was changed',
	);
	const connection = await connectionOf(context, stack.apiUrl);
	expect(await getCurrentUser({ connection })).toMatchObject({ email: newcomer });
});

test('the link of the mail does it too, in this browser, and leaves the address bar', async ({
	page,
	context,
	guest,
	mail,
	newcomer,
}) => {
	const account = accountPage(page);
	await account.open();
	await account.ask(newcomer);
	await expect(account.code).toBeVisible();
	const { link } = await mail.next(newcomer);
	const tab = await context.newPage();
	await tab.goto(link);
	await expect(tab.getByRole('heading', { name: 'Your address is changed' })).toBeVisible();
	await expect(tab.getByText(newcomer)).toBeVisible();
	await expect(tab).toHaveURL('/change-email');
	await tab.getByRole('link', { name: 'To your account' }).click();
	await expect(accountPage(tab).address.getByText(newcomer)).toBeVisible();
	await expect(tab.getByText(guest.email)).toHaveCount(0);
});

test('the link says where to go on when it is opened elsewhere, and uses nothing up', async ({
	page,
	browser,
	guest,
	mail,
	newcomer,
	stack,
}) => {
	const account = accountPage(page);
	await account.open();
	await account.ask(newcomer);
	await expect(account.code).toBeVisible();
	const { link, code } = await mail.next(newcomer);
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	const there = await elsewhere.newPage();
	await there.goto(link);
	await expect(there.getByText('only works in the browser where you asked')).toBeVisible();
	await account.code.fill(code);
	await expect(account.notice('Your address is')).toBeVisible();
});

test('the link waits for whoever has to sign in first', async ({ page, guest, mail, newcomer }) => {
	const account = accountPage(page);
	await account.open();
	await account.ask(newcomer);
	await expect(account.code).toBeVisible();
	const { link } = await mail.next(newcomer);
	const session = (await page.context().cookies()).filter(({ name }) => name !== 'session');
	await page.context().clearCookies();
	await page.context().addCookies(session);
	await page.goto(link);
	const form = await openPasswordForm(page);
	await form.signIn(guest);
	await expect(page.getByRole('heading', { name: 'Your address is changed' })).toBeVisible();
});

test('what waits is there after a reload, and another address can be asked for', async ({
	page,
	guest,
	mail,
	newcomer,
	stack,
}) => {
	const account = accountPage(page);
	await account.open();
	await account.ask(newcomer);
	const first = await mail.next(newcomer);
	await page.reload();
	await expect(account.address.getByText(newcomer)).toBeVisible();
	await account.other.click();
	await expect(account.field).toHaveValue(newcomer);
	await expect(account.field).toBeFocused();
	const second = stack.newAddress();
	await account.field.fill(second);
	await account.send.click();
	await expect(account.address.getByText(second)).toBeVisible();
	const { code } = await mail.next(second);
	expect(first.code).toHaveLength(6);
	await account.code.fill(code);
	await expect(account.notice(`Your address is ${second} now.`)).toBeVisible();
	await expect(page.getByText(guest.email)).toHaveCount(0);
});

test('what is wrong is said beside the field, and nothing typed is lost', async ({
	page,
	guest,
	stack,
}) => {
	const account = accountPage(page);
	const sent = collectRequests(page, 'POST', SEND);
	await account.open();
	await account.ask('not an address');
	await expect(account.field).toHaveAccessibleDescription('Enter the new e-mail address.');
	await expect(account.field).toBeFocused();
	await account.field.fill(guest.email.toUpperCase());
	await account.send.click();
	await expect(account.field).toHaveAccessibleDescription(
		'This is the address of this account already.',
	);
	expect(sent).toHaveLength(0);
	await account.field.fill('ada@@example.com');
	await account.send.click();
	await expect(account.field).toHaveAccessibleDescription('This is not an e-mail address.');
	await page.route(
		`**${SEND}`,
		answerProblem(stack.webUrl, { status: 429, code: 'mails_limited', retryAfterSeconds: 40 }),
	);
	await account.field.fill('grace@example.com');
	await account.send.click();
	await expect(account.address.getByRole('alert')).toContainText('Several mails went');
	await expect(account.field).toHaveValue('grace@example.com');
});

test('it asks again who is there, and goes on with what was typed', async ({
	page,
	guest,
	mail,
	newcomer,
	stack,
}) => {
	const account = accountPage(page);
	await account.open();
	stack.time.ageProof(guest.email);
	await account.ask(newcomer);
	const dialog = stepUpDialog(page);
	await expect(dialog).toBeVisible();
	await rest(page);
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
	await expect(account.field).toHaveValue(newcomer);
	await account.send.click();
	await signInAgain(dialog, guest);
	await expect(account.code).toBeVisible();
	expect((await mail.next(newcomer)).to).toBe(newcomer);
});

test('other sessions end with the change', async ({
	page,
	browser,
	guest,
	mail,
	newcomer,
	stack,
}) => {
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	const there = sessionsPage(await elsewhere.newPage());
	await there.open();
	const account = accountPage(page);
	await account.open();
	await account.ask(newcomer);
	await account.code.fill((await mail.next(newcomer)).code);
	await expect(account.notice('Your address is')).toBeVisible();
	await there.comeBack();
	await expect(signInDialog(elsewhere.pages()[0] ?? page)).toContainText(
		'The e-mail address of your account changed',
	);
});

test('the old address undoes it in any browser, with one press, and everybody is out', async ({
	page,
	browser,
	guest,
	mail,
	newcomer,
	stack,
}) => {
	const account = accountPage(page);
	await account.open();
	await account.ask(newcomer);
	await account.code.fill((await mail.next(newcomer)).code);
	await expect(account.notice('Your address is')).toBeVisible();
	const { link } = await mail.next(guest.email);

	await using phone = await browser.newContext({ baseURL: stack.webUrl });
	const there = await phone.newPage();
	const sent = collectRequests(there, 'POST', '/auth/email-change/undo');
	await there.goto(link);
	await expect(there).toHaveURL('/undo');
	await expect(there.getByRole('button', { name: 'Undo the change' })).toBeVisible();
	expect(sent).toHaveLength(0);
	await there.getByRole('button', { name: 'Undo the change' }).click();
	await expect(there.getByRole('heading', { name: 'Your old address is back' })).toBeVisible();
	await expect(there.getByText(guest.email)).toBeVisible();
	expect((await mail.next(guest.email)).subject).toBe(
		'Your Postern account has this address again',
	);

	await there.getByRole('link', { name: 'Sign in' }).click();
	await expect(mailForm(there).email).toHaveValue(guest.email);
	await mailForm(there).button.click();
	await codeStep(there).field.fill((await mail.next(guest.email)).code);
	await expect(there).toHaveURL('/welcome');

	await page.reload();
	await expect(page).toHaveURL(/\/sign-in/);
	await there.goto(link);
	await there.getByRole('button', { name: 'Undo the change' }).click();
	await expect(there.getByRole('heading', { name: 'This cannot be undone' })).toBeVisible();
	await expect(there.getByText('This change was undone already.')).toBeVisible();
});

test('a link to undo that was cut off says so', async ({ page }) => {
	await page.goto('/undo#t=abc');
	await expect(page.getByRole('heading', { name: 'The link is not complete' })).toBeVisible();
	await expect(page).toHaveURL('/undo');
});

test('a mail to the old address says where the account went, and makes no other', async ({
	page,
	browser,
	guest,
	mail,
	newcomer,
	stack,
}) => {
	const account = accountPage(page);
	await account.open();
	await account.ask(newcomer);
	await account.code.fill((await mail.next(newcomer)).code);
	await expect(account.notice('Your address is')).toBeVisible();
	await mail.next(guest.email);
	await using other = await browser.newContext({ baseURL: stack.webUrl });
	await askForMail(await other.newPage(), guest.email);
	expect((await mail.next(guest.email)).subject).toBe(
		'Your Postern account has another address now',
	);
});
