import { collectRequests } from '../fixtures/network.ts';
import { otherCode } from '../fixtures/program.ts';
import { askForMail, codeStep, mailForm } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

const RESEND = '/auth/passwordless/email/resend';

test('a reloaded page goes on where it was, by asking the API', async ({
	page,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer, '/sign-in?next=%2Fsettings%2Fprofile');
	const { code } = await mail.next(newcomer);
	await codeStep(page).field.fill('12345');
	await page.reload();
	await expect(page.getByText(newcomer)).toBeVisible();
	await expect(codeStep(page).field).toBeFocused();
	await codeStep(page).field.fill(code);
	await expect(page).toHaveURL('/settings/profile');
	expect(mail.all(newcomer)).toHaveLength(1);
});

test('tries that were lost stay lost after a reload', async ({ page, mail, newcomer }) => {
	await askForMail(page, newcomer);
	const { code } = await mail.next(newcomer);
	await codeStep(page).field.fill(otherCode(code));
	await expect(codeStep(page).field).toHaveAccessibleDescription(/4 tries left/);
	await page.reload();
	await expect(codeStep(page).field).toHaveAccessibleDescription(/4 tries left/);
});

test('a tab opened anew finds its mail again', async ({ page, context, mail, newcomer }) => {
	await askForMail(page, newcomer);
	const { code } = await mail.next(newcomer);
	await page.close();
	const tab = await context.newPage();
	await tab.goto('/sign-in');
	await tab.getByRole('link', { name: 'I have a mail already' }).click();
	await expect(tab.getByText(newcomer)).toBeVisible();
	await codeStep(tab).field.fill(code);
	await expect(tab).toHaveURL('/welcome');
	await tab.getByRole('button', { name: 'Sign out' }).click();
	await expect(mailForm(tab).button).toBeVisible();
	await expect(tab.getByRole('link', { name: 'I have a mail already' })).toHaveCount(0);
});

test('the code page of a browser that knows of no mail is the sign-in page', async ({ page }) => {
	await page.goto('/sign-in/code?next=%2Ftodos');
	await expect(page).toHaveURL('/sign-in?next=%2Ftodos');
	await expect(mailForm(page).button).toBeVisible();
});

test('a browser that lost its cookies is told to start again', async ({
	page,
	context,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	await context.clearCookies();
	await page.reload();
	await expect(page.getByRole('heading', { name: 'Please start again' })).toBeVisible();
	await expect(page.getByText(newcomer)).toHaveCount(0);
	await page.getByRole('button', { name: 'Start again' }).click();
	await expect(mailForm(page).email).toBeFocused();
});

test('the id of another browser’s mail shows nothing of it here', async ({
	page,
	browser,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const kept = await page.evaluate(() => Object.entries<string>(localStorage));
	await using elsewhere = await browser.newContext({ baseURL: stack.webUrl });
	const thief = await elsewhere.newPage();
	await askForMail(thief, stack.newAddress());
	await thief.evaluate((entries) => {
		for (const [key, value] of entries) localStorage.setItem(key, value);
	}, kept);
	await thief.reload();
	await expect(thief.getByRole('heading', { name: 'Please start again' })).toBeVisible();
	await expect(thief.getByText(newcomer)).toHaveCount(0);
});

test('another address gets a mail of its own, and the first one’s code does not work for it', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const first = await mail.next(newcomer);
	await codeStep(page).other.click();
	await expect(mailForm(page).email).toHaveValue(newcomer);
	await expect(mailForm(page).email).toBeFocused();
	const other = stack.newAddress();
	await mailForm(page).send(other);
	await expect(page.getByText(other)).toBeVisible();
	const second = await mail.next(other);
	await codeStep(page).field.fill(first.code);
	await expect(codeStep(page).field).toHaveAccessibleDescription(/That is not the code/);
	await codeStep(page).field.fill(second.code);
	await expect(page).toHaveURL('/welcome');
	await expect(page.getByText(other)).toBeVisible();
});

test('another mail is offered after a minute; it ends the code and the link before it, and gives no new tries', async ({
	page,
	context,
	mail,
	newcomer,
	stack,
}) => {
	await page.clock.install();
	await askForMail(page, newcomer);
	const step = codeStep(page);
	const first = await mail.next(newcomer);
	await step.field.fill(otherCode(first.code));
	await expect(step.field).toHaveAccessibleDescription(/4 tries left/);
	await expect(step.resend).toBeDisabled();
	await expect(step.resend).toContainText(/in (60|59|58) s/);
	await page.clock.fastForward('00:30');
	await expect(step.resend).toContainText(/in (30|29|28) s/);
	await step.field.fill('12');
	stack.time.passResendWait(newcomer);
	await page.clock.fastForward('00:31');
	await expect(step.resend).toBeEnabled();
	await expect(step.resend).toHaveText('Send a new mail');
	await step.resend.click();

	const second = await mail.next(newcomer);
	expect(second.code).not.toBe(first.code);
	expect(second.token).not.toBe(first.token);
	await expect(page.getByText('Only the newest one works.')).toBeVisible();
	await expect(step.resend).toBeDisabled();
	await expect(step.field).toHaveValue('');
	await expect(step.field).toBeFocused();
	const tab = await context.newPage();
	await tab.goto(first.link);
	await expect(tab.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
	await tab.getByRole('link', { name: 'Type a code instead' }).click();
	await expect(tab.getByText(newcomer)).toBeVisible();
	await step.field.fill(first.code);
	await expect(step.field).toHaveAccessibleDescription(/That is not the code\. 3 tries left/);
	await step.field.fill(second.code);
	await expect(page).toHaveURL('/welcome');
	await expect(tab).toHaveURL('/welcome');
});

test('a clock that runs fast gets the wait from the API, and no mail', async ({
	page,
	mail,
	newcomer,
}) => {
	await page.clock.install();
	await askForMail(page, newcomer);
	await mail.next(newcomer);
	const sent = collectRequests(page, 'POST', RESEND);
	await page.clock.fastForward('01:01');
	await codeStep(page).resend.click();
	await expect(page.getByRole('alert')).toContainText(
		/Several mails went to this address already\. Look for the newest one\. Try again in \d+ seconds/,
	);
	await expect(codeStep(page).resend).toBeDisabled();
	expect(sent).toHaveLength(1);
	expect(mail.all(newcomer)).toHaveLength(1);
});

test('a mail that expires in front of the person says so by itself, and the next one signs in', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await page.clock.install();
	await askForMail(page, newcomer, '/sign-in?next=%2Fsettings%2Fprofile');
	await mail.next(newcomer);
	await expect(page.getByText('It works for 10 minutes')).toBeVisible();
	await page.clock.fastForward('09:20');
	await expect(page.getByText(/It works for [34]\d seconds/)).toBeVisible();
	stack.time.expireMail(newcomer);
	await page.clock.fastForward('00:45');
	await expect(page.getByRole('heading', { name: 'This mail has expired' })).toBeVisible();
	await codeStep(page).resend.click();
	await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible();
	await codeStep(page).field.fill((await mail.next(newcomer)).code);
	await expect(page).toHaveURL('/settings/profile');
});

test('a code that comes too late says so', async ({ page, mail, newcomer, stack }) => {
	await askForMail(page, newcomer);
	const { code } = await mail.next(newcomer);
	stack.time.expireMail(newcomer);
	await codeStep(page).field.fill(code);
	await expect(page.getByRole('heading', { name: 'This mail has expired' })).toBeVisible();
	await expect(codeStep(page).field).toHaveCount(0);
	await page.reload();
	await expect(page.getByRole('heading', { name: 'This mail has expired' })).toBeVisible();
});
