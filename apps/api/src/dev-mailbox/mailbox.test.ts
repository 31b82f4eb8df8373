// cspell:ignore Söhne
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { MAIL } from '../../test/mail/sample.ts';
import { MailRefused } from '../ports/mailer.ts';
import { createDevMailbox } from './index.ts';

const never = () => new AbortController().signal;

function setUp(limit?: number) {
	const printed: string[] = [];
	const print = (text: string) => void printed.push(text);
	const from = { name: 'Müller, Söhne', address: 'no-reply@example.com' };
	const mailbox = createDevMailbox({ print, from, ...(limit === undefined ? {} : { limit }) });
	return { mailbox, printed };
}

test('keeps what was sent, the newest first', async () => {
	const { mailbox } = setUp();
	await mailbox.send(MAIL, never());
	await mailbox.send({ ...MAIL, to: 'eve@example.com', subject: 'Later' }, never());
	const [later, earlier] = mailbox.messages();
	expect(later).toMatchObject({ to: 'eve@example.com', subject: 'Later' });
	expect(earlier).toEqual({
		id: earlier?.id,
		to: MAIL.to,
		subject: MAIL.subject,
		text: MAIL.text,
		html: MAIL.html,
		sentAt: '2030-01-02T03:04:05.000Z',
	});
	expect(mailbox.messages('ada@example.com')).toEqual([earlier]);
	expect(mailbox.messages('nobody@example.com')).toEqual([]);
	expect(mailbox.find(earlier?.id ?? '')).toEqual(earlier);
	expect(later?.id).not.toBe(earlier?.id);
});

test('keeps the newest 200, and as many as it is told to', async () => {
	const { mailbox: usual } = setUp();
	const { mailbox: small } = setUp(2);
	for (let mail = 0; mail <= 200; mail += 1) {
		await usual.send({ ...MAIL, subject: String(mail) }, never());
		await small.send({ ...MAIL, subject: String(mail) }, never());
	}
	expect(usual.messages()).toHaveLength(200);
	expect(usual.messages().at(-1)?.subject).toBe('1');
	expect(small.messages().map(({ subject }) => subject)).toEqual(['200', '199']);
});

test('shows the message as it would go over the wire', async () => {
	const { mailbox } = setUp();
	await mailbox.send(MAIL, never());
	const id = mailbox.messages()[0]?.id ?? '';
	const message = await PostalMime.parse(mailbox.raw(id) ?? '');
	expect(message.subject).toBe(MAIL.subject);
	expect(message.from).toMatchObject({ name: 'Müller, Söhne', address: 'no-reply@example.com' });
	expect(message.messageId).toBe(MAIL.messageId);
	expect(message.text?.trimEnd()).toBe(MAIL.text.trimEnd());
	expect(message.html?.trimEnd()).toBe(MAIL.html.trimEnd());
	expect(message.headers).toContainEqual(
		expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }),
	);
	expect(mailbox.raw('unknown')).toBeUndefined();
});

test('is written in an encoding in which a code is still seen', async () => {
	const { mailbox } = setUp();
	await mailbox.send({ ...MAIL, text: `Ваш код\n\n123456\n${'Ж'.repeat(500)}` }, never());
	const raw = mailbox.raw(mailbox.messages()[0]?.id ?? '') ?? '';
	expect(raw).toMatch(/^123456\r?$/m);
	expect(raw).not.toContain('base64');
});

test('prints whom a mail is for and all it says, in one piece', async () => {
	const { mailbox, printed } = setUp();
	await mailbox.send(MAIL, never());
	expect(printed).toHaveLength(1);
	expect(printed[0]).toContain(`To:      ${MAIL.to}\n`);
	expect(printed[0]).toContain(`Subject: ${MAIL.subject}\n`);
	for (const line of MAIL.text.trimEnd().split('\n')) expect(printed[0]).toContain(`│ ${line}\n`);
});

test('is another version after every change, and another mailbox’s is another', async () => {
	const { mailbox } = setUp();
	const versions = [mailbox.version()];
	await mailbox.send(MAIL, never());
	versions.push(mailbox.version());
	mailbox.clear();
	versions.push(mailbox.version(), setUp().mailbox.version());
	expect(mailbox.messages()).toEqual([]);
	expect(new Set(versions).size).toBe(4);
	expect(mailbox.version()).toBe(mailbox.version());
});

describe('like every other mailer it', () => {
	test('refuses what is not one plain address', async () => {
		const { mailbox, printed } = setUp();
		const to = 'ada@example.com,eve@evil.example';
		await expect(mailbox.send({ ...MAIL, to }, never())).rejects.toThrow(MailRefused);
		expect(mailbox.messages()).toEqual([]);
		expect(printed).toEqual([]);
	});

	test('does not begin when it is stopped already', async () => {
		const { mailbox } = setUp();
		await expect(mailbox.send(MAIL, AbortSignal.abort())).rejects.toThrow();
		expect(mailbox.messages()).toEqual([]);
	});

	test('can be closed', () => {
		const { mailbox } = setUp();
		mailbox.close();
		mailbox.close();
	});
});
