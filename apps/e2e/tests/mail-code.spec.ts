import { getCurrentUser } from '@postern/api-client';
import { connectionOf } from '../fixtures/guest.ts';
import { bodiesOf, collectRequests, createGate } from '../fixtures/network.ts';
import { otherCode } from '../fixtures/program.ts';
import { askForMail, codeStep, mailForm } from '../fixtures/sign-in-page.ts';
import { expect, test, type Page } from '../fixtures/test.ts';

const VERIFY = '/auth/passwordless/email/verify/code';

/** Copies a text and pastes it where the focus is. */
async function paste(page: Page, text: string): Promise<void> {
	await page.context().grantPermissions(['clipboard-write']);
	await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
	await page.keyboard.press('ControlOrMeta+v');
}

test('a first sign-in makes the account, sent by itself with the sixth digit', async ({
	page,
	context,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const sent = collectRequests(page, 'POST', VERIFY);
	const { code } = await mail.next(newcomer);
	await expect(codeStep(page).field).toBeFocused();
	await page.keyboard.type(code.slice(0, 5));
	expect(sent).toHaveLength(0);
	await page.keyboard.type(code.slice(5));
	await expect(page).toHaveURL('/welcome');
	await expect(page.getByText(newcomer)).toBeVisible();
	expect(sent).toHaveLength(1);
	const connection = await connectionOf(context, stack.apiUrl);
	expect(await getCurrentUser({ connection })).toMatchObject({ email: newcomer, name: null });
});

test('an account that is there already is the one that is signed in to', async ({
	page,
	context,
	guest,
	mail,
	stack,
}) => {
	const { id } = await getCurrentUser({ connection: guest.connection });
	await context.clearCookies();
	// Case and outer spaces do not count.
	await askForMail(page, `  ${guest.email.toUpperCase()} `);
	await codeStep(page).field.fill((await mail.next(guest.email)).code);
	await expect(page).toHaveURL('/welcome');
	const connection = await connectionOf(context, stack.apiUrl);
	expect(await getCurrentUser({ connection })).toMatchObject({ id, email: guest.email });
});

const SHAPES: Readonly<Record<string, (code: string) => string>> = {
	'as it is': (code) => code,
	'in two groups': (code) => `${code.slice(0, 3)} ${code.slice(3)}`,
	'with a dash and spaces around': (code) => `\n  ${code.slice(0, 3)}-${code.slice(3)}\t`,
	'in the sentence around it': (code) => `Your code is ${code}. It is good for 10 minutes.`,
	'in full-width digits': (code) =>
		code.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfe_e0)),
};

for (const [shape, write] of Object.entries(SHAPES)) {
	test(`a code pasted ${shape} signs in`, async ({ page, mail, newcomer }) => {
		await askForMail(page, newcomer);
		const sent = collectRequests(page, 'POST', VERIFY);
		const { code } = await mail.next(newcomer);
		await codeStep(page).field.focus();
		await paste(page, write(code));
		await expect(page).toHaveURL('/welcome');
		expect(bodiesOf(sent)).toMatchObject([{ code }]);
	});
}

test('the field is one that phones and password managers know how to fill', async ({
	page,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { field } = codeStep(page);
	await expect(field).toHaveCount(1);
	await expect(field).toHaveAttribute('autocomplete', 'one-time-code');
	await expect(field).toHaveAttribute('inputmode', 'numeric');
	await expect(field).toHaveAttribute('name', 'code');
	// As autofill does it: the value and one event, no key.
	const { code } = await mail.next(newcomer);
	await field.evaluate((input: HTMLInputElement, value) => {
		input.value = value;
		input.dispatchEvent(new Event('input', { bubbles: true }));
	}, code);
	await expect(page).toHaveURL('/welcome');
});

test('letters are left out, and a digit is corrected where it stands', async ({
	page,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { field } = codeStep(page);
	const { code } = await mail.next(newcomer);
	await page.keyboard.type(`${code.slice(0, 2)}ab${otherCode(code).slice(2, 4)}`);
	await expect(field).toHaveValue(code.slice(0, 2) + otherCode(code).slice(2, 4));
	await page.keyboard.press('Backspace');
	await page.keyboard.press('Backspace');
	await page.keyboard.type(code.slice(2));
	await expect(page).toHaveURL('/welcome');
});

test('a code sent off too early is pointed out and not sent', async ({ page, newcomer }) => {
	await askForMail(page, newcomer);
	const sent = collectRequests(page, 'POST', VERIFY);
	const { field, button } = codeStep(page);
	await page.keyboard.type('123');
	await button.click();
	await expect(field).toHaveAccessibleDescription('The code has six digits.');
	await expect(field).toBeFocused();
	expect(sent).toHaveLength(0);
});

test('a wrong code says how many tries are left, and leaves the field empty and ready', async ({
	page,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { field } = codeStep(page);
	const { code } = await mail.next(newcomer);
	await field.fill(otherCode(code));
	await expect(field).toHaveAccessibleDescription(/That is not the code\. 4 tries left\./);
	await expect(field).toHaveValue('');
	await expect(field).toBeFocused();
	await page.keyboard.type(otherCode(code, 2));
	await expect(field).toHaveAccessibleDescription(/That is not the code\. 3 tries left\./);
	await page.keyboard.type(code);
	await expect(page).toHaveURL('/welcome');
});

test('five wrong codes end the code; starting over with the same address signs in', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const step = codeStep(page);
	const { code } = await mail.next(newcomer);
	for (const triesLeft of [4, 3, 2, 1]) {
		await step.field.fill(otherCode(code, triesLeft));
		await expect(step.field).toHaveAccessibleDescription(
			triesLeft === 1 ? /One try left/ : new RegExp(`${triesLeft} tries left`),
		);
	}
	stack.time.passResendWait(newcomer);
	await step.field.fill(otherCode(code, 9));
	await expect(page.getByRole('heading', { name: 'Too many wrong codes' })).toBeVisible();
	await expect(step.field).toHaveCount(0);
	await page.reload();
	await expect(page.getByRole('heading', { name: 'Too many wrong codes' })).toBeVisible();

	await step.resend.click();
	const next = await mail.next(newcomer);
	await step.field.fill(next.code);
	await expect(page).toHaveURL('/welcome');
});

test('the right code is worth nothing after five wrong ones, and the link still is', async ({
	page,
	context,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const { link, code } = await mail.next(newcomer);
	const rest = createGate();
	let right = '';
	await page.route(`**${VERIFY}`, async (route) => {
		// The fifth try is somebody else's: the page does not know yet that it was the last.
		if (right !== '') await rest.opened;
		await route.continue();
	});
	for (let by = 1; by <= 4; by += 1) {
		await codeStep(page).field.fill(otherCode(code, by));
		await expect(codeStep(page).field).toHaveValue('');
	}
	right = code;
	const tab = await context.newPage();
	await tab.goto('/sign-in/code');
	await codeStep(page).field.fill(right);
	await codeStep(tab).field.fill(otherCode(code, 5));
	await expect(tab.getByRole('heading', { name: 'Too many wrong codes' })).toBeVisible();
	rest.open();
	await expect(page.getByRole('heading', { name: 'Too many wrong codes' })).toBeVisible();
	await expect(page.getByText('The link in it still works')).toBeVisible();
	await tab.goto(link);
	await expect(tab).toHaveURL('/welcome');
	await expect(page).toHaveURL('/welcome');
});

test('a second Enter while the code is being checked costs no try', async ({
	page,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer);
	const sent = collectRequests(page, 'POST', VERIFY);
	const gate = createGate();
	await page.route(`**${VERIFY}`, async (route) => {
		await gate.opened;
		await route.continue();
	});
	const { code } = await mail.next(newcomer);
	await codeStep(page).field.fill(code);
	await expect(codeStep(page).button).toHaveAttribute('aria-busy', 'true');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Enter');
	gate.open();
	await expect(page).toHaveURL('/welcome');
	expect(sent).toHaveLength(1);
});

test('a code that was used in another tab leads this one on', async ({
	page,
	context,
	mail,
	newcomer,
}) => {
	await askForMail(page, newcomer, '/sign-in?next=%2Fsettings%2Fprofile');
	const { code } = await mail.next(newcomer);
	const tab = await context.newPage();
	await tab.goto('/sign-in/code');
	await codeStep(tab).field.fill(code);
	await expect(tab).toHaveURL('/settings/profile');
	await expect(page).toHaveURL('/settings/profile');
});

test('a deep link survives signing in with the code', async ({ page, mail, newcomer }) => {
	await page.goto('/todos?from=mail&tag=a%26b#row-7');
	await expect(page).toHaveURL(/\/sign-in\?next=/);
	await mailForm(page).send(newcomer);
	await codeStep(page).field.fill((await mail.next(newcomer)).code);
	await expect(page).toHaveURL('/todos?from=mail&tag=a%26b#row-7');
});

test('a disabled account is told so after its proof, and by mail to nobody else', async ({
	page,
	mail,
	person,
	stack,
}) => {
	await askForMail(page, person.email);
	const { code } = await mail.next(person.email);
	stack.disable(person.email);
	await codeStep(page).field.fill(code);
	await expect(page.getByRole('alert')).toContainText('This account is disabled.');
	await expect(page).toHaveURL('/sign-in/code');

	await askForMail(page, person.email);
	const notice = await mail.next(person.email);
	expect(notice.subject).toBe('Your Postern account is disabled');
	expect(notice.text).not.toMatch(/\d{6}|#t=/);
});
