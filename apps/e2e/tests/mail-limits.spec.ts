import { sendPasswordlessEmail, verifyPasswordlessCode } from '@postern/api-client';
import { answerProblem } from '../fixtures/network.ts';
import { connectProgram, guess } from '../fixtures/program.ts';
import { askForMail, codeStep, mailForm } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

const ONE = '203.0.113.1';
const TWO = '203.0.113.2';

// The numbers of the product; the proxy is the test, which says where a request comes from.
test.use({
	settings: { MAILS_PER_MINUTE: '2', MAILS_PER_HOUR: '10', TRUSTED_PROXIES: '127.0.0.0/8,::1' },
});

test('a third mail within a minute counts down, and then goes', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await page.clock.install();
	const connection = connectProgram(stack);
	for (let sent = 0; sent < 2; sent += 1) {
		await sendPasswordlessEmail({ email: newcomer }, { connection });
		await mail.next(newcomer);
	}
	await page.goto('/sign-in');
	const form = mailForm(page);
	await form.send(newcomer);
	await expect(page.getByRole('alert')).toContainText(
		/Several mails went to this address already\. Look for the newest one\. Try again in (60|5\d) seconds\./,
	);
	await expect(form.button).toBeDisabled();
	await expect(form.email).toHaveValue(newcomer);
	await page.clock.fastForward('00:30');
	await expect(page.getByRole('alert')).toContainText(/Try again in (30|2\d) seconds\./);
	stack.time.passBudgets();
	await page.clock.fastForward('00:31');
	await expect(form.button).toBeEnabled();
	await form.button.click();
	await codeStep(page).field.fill((await mail.next(newcomer)).code);
	await expect(page).toHaveURL('/welcome');
});

test('who burns the mails and the guesses of an address does not lock out its owner', async ({
	page,
	mail,
	person: { email },
	stack,
}) => {
	const connection = connectProgram(stack);
	const from = { connection, headers: { 'X-Forwarded-For': ONE } };
	await stack.restartApi({ MAILS_PER_MINUTE: '100' });
	expect(await guess(stack, email, 25, ONE)).toEqual(
		Array.from({ length: 25 }, () => 'code_wrong'),
	);
	const { authRequestId } = await sendPasswordlessEmail({ email }, from);
	const { code } = await mail.next(email);
	await expect(verifyPasswordlessCode({ authRequestId, code }, from)).rejects.toMatchObject({
		status: 429,
		code: 'guesses_limited',
	});
	for (let left = 2; left > 0; left -= 1) {
		await sendPasswordlessEmail({ email }, from);
		await mail.next(email);
	}
	await expect(sendPasswordlessEmail({ email }, from)).rejects.toMatchObject({
		status: 429,
		code: 'mails_limited',
	});

	await page.route(`${stack.apiUrl}/**`, (route) =>
		route.continue({ headers: { ...route.request().headers(), 'x-forwarded-for': TWO } }),
	);
	await askForMail(page, email);
	await codeStep(page).field.fill((await mail.next(email)).code);
	await expect(page).toHaveURL('/welcome');
});

test('too many wrong codes for an account say when the next one counts, and that the link works', async ({
	page,
	mail,
	person: { email },
	stack,
}) => {
	await stack.restartApi({ MAILS_PER_MINUTE: '100' });
	await askForMail(page, email);
	const { link, code } = await mail.next(email);
	const answers = await guess(stack, email, 25);
	expect(answers).not.toContain('guesses_limited');
	const step = codeStep(page);
	await step.field.fill(code);
	await expect(page.getByRole('alert')).toContainText(
		/Too many wrong codes were tried for this account\. Try again in \d+ minutes\. The link in the mail still works\./,
	);
	await expect(step.button).toBeDisabled();
	await page.goto(link);
	await expect(page).toHaveURL('/welcome');
});

test('a client that asks too often for too many is slowed down, whatever the address', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await stack.restartApi({ RATE_LIMIT_CREDENTIALS_PER_MINUTE: '3' });
	const connection = connectProgram(stack);
	for (let sent = 0; sent < 3; sent += 1) {
		const email = stack.newAddress();
		await sendPasswordlessEmail({ email }, { connection });
		await mail.next(email);
	}
	await page.goto('/sign-in');
	await mailForm(page).send(newcomer);
	await expect(page.getByRole('alert')).toContainText(
		/That was too many tries\. Try again in \d+ s/,
	);
	await expect(mailForm(page).button).toBeDisabled();
	expect(mail.all(newcomer)).toEqual([]);
});

const REFUSED = { status: 429, code: 'rate_limited', retryAfterSeconds: 2 };

test('a code that is slowed down stays in the field, and works after the wait', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const { code } = await mail.next(newcomer);
	await page.route('**/verify/code', answerProblem(stack.webUrl, REFUSED), { times: 1 });
	const step = codeStep(page);
	await step.field.fill(code);
	await expect(page.getByRole('alert')).toContainText('That was too many tries. Try again in');
	await expect(step.button).toBeDisabled();
	await expect(step.field).toHaveValue(code);
	await step.button.click();
	await expect(page).toHaveURL('/welcome');
});

test('a link that is slowed down is not used up, and works after the wait', async ({
	page,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const { link } = await mail.next(newcomer);
	await page.route('**/verify/link', answerProblem(stack.webUrl, REFUSED), { times: 1 });
	await page.goto(link);
	await expect(page.getByText('The link is not used up.')).toBeVisible();
	const again = page.getByRole('button', { name: 'Try again' });
	await expect(again).toBeDisabled();
	await again.click();
	await expect(page).toHaveURL('/welcome');
});
