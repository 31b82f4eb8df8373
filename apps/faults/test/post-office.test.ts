import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startPostOffice } from '../src/stack/post-office.ts';
import { waitsBetween } from '../src/stack/waits.ts';

const MAIL = 'Message-ID:\r\n <one@example.com>\r\n\r\nYour code:\r\n\r\n  123456\r\n.\r\n';

/** Says all of it, each line when the one before was answered, and gives the last answer; empty when cut. */
async function hand(url: string, to: string, mail = MAIL): Promise<string> {
	const socket = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('utf8');
	socket.on('error', () => undefined);
	let last = '';
	for (const line of [
		'',
		'EHLO me',
		'MAIL FROM:<me@example.com>',
		`RCPT TO:<${to}>`,
		'DATA',
		mail,
	]) {
		if (line !== '') socket.write(`${line}\r\n`);
		// A connection that is refused or cut is an answer too.
		const heard = once(socket, 'data').then(
			([text]) => String(text),
			() => '',
		);
		const closed = once(socket, 'close').then(
			() => '',
			() => '',
		);
		const answer = await Promise.race([heard, closed, sleep(300, 'silence')]);
		last = answer;
		if (!/^[23]/.test(answer)) break;
	}
	socket.destroy();
	return last.trim();
}

test('a post office takes, refuses, puts off, holds and cuts, as it is told', async () => {
	const kinds = ['take', 'refuse', 'later', 'hang', 'close-before', 'close-after'] as const;
	await using office = await startPostOffice({
		manners: (to) => kinds.find((kind) => to.startsWith(kind)) ?? 'take',
	});
	const answers: string[] = [];
	for (const kind of kinds) answers.push(await hand(office.url, `${kind}@example.com`));
	expect(answers.map((answer) => answer.slice(0, 7))).toEqual([
		...['250 tak', '550 5.1', '451 4.3', 'silence', '', ''],
	]);
	expect(office.taken.map(({ to }) => to)).toEqual(['take@example.com', 'close-after@example.com']);
	expect(office.taken[0]).toMatchObject({ messageId: '<one@example.com>', code: '123456' });
	await expect.poll(() => office.heldMs.length).toBe(1);
});

test('a post office that is closed takes nobody, and opens at the same port', async () => {
	await using office = await startPostOffice();
	await office.close();
	expect(await hand(office.url, 'ada@example.com')).toBe('');
	await office.open();
	expect(await hand(office.url, 'ada@example.com')).toBe('250 taken');
});

test('a post office reads codes and links, the newest of a kind first, and passes over other mails', async () => {
	await using office = await startPostOffice();
	const mail = (text: string) => MAIL.replace('Your code:\r\n\r\n  123456', text);
	const link = `https://app.example.com/reset#t=3D${'a'.repeat(20)}=\r\n${'b'.repeat(23)}`;
	for (const text of ['  111111', '  222222', link, 'https://app.example.com/not-me']) {
		await hand(office.url, 'ada@example.com', mail(text));
	}
	expect(await office.codeFor('ada@example.com')).toBe('222222');
	expect(await office.resetTokenFor('ada@example.com')).toBe('a'.repeat(20) + 'b'.repeat(23));
	expect(office.taken.map((each) => each.link?.page)).toEqual([
		...[undefined, undefined, '/reset', undefined],
	]);
});

test('a post office knows how many called at the same time', async () => {
	await using office = await startPostOffice({ manners: () => 'hang' });
	const callers = ['ada', 'grace', 'joan', 'mary'].map((name) => `${name}@example.com`);
	await Promise.all(callers.map((each) => hand(office.url, each)));
	expect(office.mostOpen()).toBe(4);
});

test('waits between attempts are read from the log', () => {
	const line = (time: number, mailId: string, attempt: number) =>
		JSON.stringify({ time, mailId, attempt });
	const log = [line(0, 'a', 1), 'no line of the log', line(2000, 'a', 2), line(6000, 'a', 3)];
	const waits = waitsBetween(log.join('\n'));
	expect([waits(1), waits(2), waits(3)]).toEqual([2, 4, NaN]);
});
