import { getCurrentUser, sendPasswordlessEmail, verifyPasswordlessCode } from '@postern/api-client';
import { connectProgram } from '../fixtures/program.ts';
import { expect, test } from '../fixtures/test.ts';
import type { Stack } from '../stack/stack.ts';

/** Settles when the log of the API has a line, or one more than it had. */
async function logged(stack: Stack, line: string, before = 0): Promise<void> {
	const count = () => countLines(stack, line);
	await expect.poll(count, { timeout: 10_000 }).toBeGreaterThan(before);
}

function countLines(stack: Stack, line: string): number {
	return stack.apiOutput().split(line).length - 1;
}

test('an API whose mail server is down starts and answers, and the mail comes when it is back', async ({
	stack,
	mail,
	newcomer: email,
}) => {
	const connection = connectProgram(stack);
	await stack.stopApi();
	await mail.stop();
	await stack.startApi();
	const { authRequestId } = await sendPasswordlessEmail({ email }, { connection });
	await logged(stack, 'mail not delivered, to be tried again');

	await mail.start();
	const { code } = await mail.next(email);
	await verifyPasswordlessCode({ authRequestId, code }, { connection });
	expect(await getCurrentUser({ connection })).toMatchObject({ email });
});

test('a mail the server puts off is tried again as the same mail', async ({
	stack,
	mail,
	newcomer: email,
}) => {
	mail.behave('put-off', email);
	const connection = connectProgram(stack);
	const { authRequestId } = await sendPasswordlessEmail({ email }, { connection });
	await mail.tried(email, 1);
	expect(mail.all(email)).toEqual([]);
	mail.behave('take', email);
	const { code } = await mail.next(email);
	await verifyPasswordlessCode({ authRequestId, code }, { connection });
	expect(mail.all(email)).toHaveLength(1);
});

test('mails that are refused, or that the server never answers, hold up nobody else’s', async ({
	stack,
	mail,
}) => {
	const connection = connectProgram(stack);
	const [refused, silent, other] = [stack.newAddress(), stack.newAddress(), stack.newAddress()];
	mail.behave('refuse', refused);
	mail.behave('hang', silent);
	for (const email of [refused, silent]) await sendPasswordlessEmail({ email }, { connection });
	await mail.tried(refused, 1);
	await mail.tried(silent, 1);
	const { authRequestId } = await sendPasswordlessEmail({ email: other }, { connection });
	const { code } = await mail.next(other);
	expect(await verifyPasswordlessCode({ authRequestId, code }, { connection })).toMatchObject({
		email: other,
	});
	await logged(stack, 'mail not delivered, given up');
});

test('a mail that was confirmed survives a crash of the API before its delivery', async ({
	stack,
	mail,
	newcomer: email,
}) => {
	const connection = connectProgram(stack);
	await mail.stop();
	const { authRequestId } = await sendPasswordlessEmail({ email }, { connection });
	await stack.stopApi();
	// The dead process may have been working on it, and nobody else does for a minute then.
	stack.time.passOutboxWait(email);
	await Promise.all([mail.start(), stack.startApi()]);
	const { code } = await mail.next(email);
	await verifyPasswordlessCode({ authRequestId, code }, { connection });
	await logged(stack, 'mail delivered');
	expect(mail.all(email)).toHaveLength(1);
});

test('a mail the API did not see arrive before it crashed comes twice under one Message-ID', async ({
	stack,
	mail,
	newcomer: email,
}) => {
	mail.behave('hang', email);
	const connection = connectProgram(stack);
	const { authRequestId } = await sendPasswordlessEmail({ email }, { connection });
	const first = await mail.next(email);
	await stack.stopApi();
	stack.time.passOutboxWait(email);
	mail.behave('take', email);
	await stack.startApi();

	const second = await mail.next(email);
	expect(first.messageId).toMatch(/^<[^\s@]+@[^\s@]+>$/);
	expect(second.messageId).toBe(first.messageId);
	// Whichever of the two a mailbox shows, its code is the one.
	expect(second.code).toBe(first.code);
	await verifyPasswordlessCode({ authRequestId, code: second.code }, { connection });
	await logged(stack, 'mail delivered');
	expect(mail.all(email)).toHaveLength(2);
});

test('the log says what became of a mail and nothing of what was in it', async ({
	stack,
	mail,
	newcomer: email,
}) => {
	const connection = connectProgram(stack);
	const before = countLines(stack, 'mail delivered');
	const { authRequestId } = await sendPasswordlessEmail(
		{ email, redirectTo: '/todos?private=1' },
		{ connection },
	);
	const { code, token } = await mail.next(email);
	await verifyPasswordlessCode({ authRequestId, code }, { connection });
	await logged(stack, 'mail delivered', before);
	const log = stack.apiOutput();
	for (const secret of [token, authRequestId, email, 'private=1'])
		expect(log).not.toContain(secret);
	expect(log).not.toMatch(new RegExp(`\\b${code}\\b`));
});

test('a mail is whole: for one person, in two forms, and nothing that answers itself', async ({
	stack,
	mail,
	newcomer: email,
}) => {
	await sendPasswordlessEmail({ email }, { connection: connectProgram(stack) });
	const sent = await mail.next(email);
	expect(sent.header('to')).toBe(email);
	expect(sent.header('from')).toMatch(/^"?Postern"? <[^\s@]+@[^\s@]+>$/);
	expect(sent.header('auto-submitted')).toBe('auto-generated');
	expect(sent.raw).not.toMatch(/^list-unsubscribe:/im);
	expect(sent.subject).not.toContain(sent.code);
	for (const form of [sent.text, sent.html]) {
		expect(form).toContain(sent.link);
		expect(form).toContain(sent.code);
	}
	// Nobody hears that it was opened: no picture, style or script from anywhere.
	expect(sent.html).not.toMatch(/<(script|link|img|iframe)\b|@import|url\(/i);
});
