import { openUnverified, verifyBar } from '../fixtures/joining-pages.ts';
import { signInElsewhere } from '../fixtures/sessions-page.ts';
import { askForMail, codeStep, passwordForm } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

test('the bar asks until the address is verified, by code, and the other sessions end', async ({
	page,
	browser,
	mail,
	stack,
}) => {
	const person = await openUnverified(page, stack);
	await using elsewhere = await signInElsewhere(browser, stack, person);
	const other = await elsewhere.newPage();
	await other.goto('/todos');
	await expect(verifyBar(other).bar).toBeVisible();
	await mail.next(person.email);
	await verifyBar(page).send.click();
	await expect(page).toHaveURL('/settings/verification');
	const { subject, code } = await mail.next(person.email);
	expect(subject).toBe('Verify your address for Postern');
	await codeStep(page).field.fill(code);
	await expect(page).toHaveURL('/settings/profile');
	await expect(page.getByText('Your e-mail address is verified.')).toBeVisible();
	await expect(verifyBar(page).bar).toBeHidden();
	await page.goto('/todos');
	await expect(page).toHaveURL('/todos');
	await other.goto('/todos');
	await expect(other).toHaveURL(/\/sign-in/);
	// The password is the person's own: it stays.
	await other.goto('/sign-in/password');
	await passwordForm(other).signIn(person);
	await expect(other).toHaveURL('/welcome');
});

test('the link verifies in the browser that asked, and needs its session', async ({
	page,
	context,
	mail,
	stack,
}) => {
	const person = await openUnverified(page, stack);
	await verifyBar(page).send.click();
	const { link } = await mail.next(person.email);
	expect(link).toContain('/verify#t=');
	const kept = await context.cookies();
	await context.clearCookies({ name: 'session' });
	await page.goto(link);
	await expect(page.getByRole('heading', { name: 'Sign in first' })).toBeVisible();
	await expect(page).toHaveURL('/verify');
	await context.addCookies(kept);
	await page.goto(link);
	await expect(page).toHaveURL('/settings/profile');
	await expect(page.getByText('Your e-mail address is verified.')).toBeVisible();
	await expect(verifyBar(page).bar).toBeHidden();
});

test('signing in by mail verifies as well, and ends what somebody else may have begun', async ({
	page,
	browser,
	mail,
	stack,
}) => {
	const planted = await stack.createUnverified();
	await using eve = await signInElsewhere(browser, stack, planted);
	const thief = await eve.newPage();
	await thief.goto('/todos');
	await expect(thief.getByRole('heading', { level: 1 })).toBeVisible();
	await askForMail(page, planted.email);
	const { text, code } = await mail.next(planted.email);
	expect(text).toContain('Nobody has confirmed this address yet.');
	await codeStep(page).field.fill(code);
	await expect(page).toHaveURL('/welcome');
	await expect(verifyBar(page).bar).toBeHidden();
	await thief.goto('/todos');
	await expect(thief).toHaveURL(/\/sign-in/);
	await thief.goto('/sign-in/password');
	await passwordForm(thief).signIn(planted);
	await expect(thief.getByText('Wrong e-mail or password.')).toBeVisible();
});

test('where the unverified may reach their account only, the rest waits for the proof', async ({
	page,
	mail,
	stack,
}) => {
	await stack.restartApi({ UNVERIFIED_MAY: 'account' });
	const person = await openUnverified(page, stack);
	await page.goto('/todos');
	await expect(page.getByText('Verify your e-mail address first')).toBeVisible();
	await verifyBar(page).send.click();
	await codeStep(page).field.fill((await mail.next(person.email)).code);
	await expect(page).toHaveURL('/settings/profile');
	await page.goto('/todos');
	await expect(page.getByText('Nothing to do yet')).toBeVisible();
});
