import { expect, test } from 'vitest';
import { verdictOf } from '../src/experiment.ts';
import { whatCame } from '../src/experiments/r18/mails.ts';
import type { Answer } from '../src/journey/http.ts';
import { lookAt, sendAmid, sendAtOnce } from '../src/journey/repeats.ts';

const answer = (status: number | null, body: unknown = {}, headers = {}): Answer => ({
	...{ status, body, headers, sentAt: 0, tookMs: 1 },
	error: status === null ? 'ECONNRESET' : null,
});

test('answers are counted by status, content and kind', () => {
	const seen = lookAt([
		...[answer(201, { id: '1' }), answer(201, { id: '1' }), answer(201, { id: '2' })],
		...[answer(429, { code: 'mails_limited' }), answer(null)],
	]);
	expect([seen.count(201), seen.count(200)]).toEqual([3, 0]);
	expect(seen.contents(201)).toBe(2);
	expect(seen.others(201)).toBe(2);
	expect(seen.others(201, 429)).toBe(1);
	expect(seen.describe()).toBe('201 ×3, 429 mails_limited ×1, ECONNRESET ×1');
});

test('something is done the moment so many are answered, while the others wait', async () => {
	const gates = Array.from({ length: 3 }, () => Promise.withResolvers<Answer>());
	let isDone = false;
	const sent = sendAmid(3, (number) => gates[number]?.promise ?? Promise.resolve(answer(null)), {
		answered: 2,
		work: () => {
			isDone = true;
			gates[2]?.resolve(answer(null));
			return Promise.resolve();
		},
	});
	gates[0]?.resolve(answer(201));
	await new Promise((resolve) => setTimeout(resolve, 20));
	expect(isDone).toBe(false);
	gates[1]?.resolve(answer(201));
	const { count, others } = await sent;
	expect([isDone, count(201), others(201)]).toEqual([true, 2, 1]);
});

test('something is done all the same where nothing is answered', async () => {
	const sent = await sendAmid(2, () => Promise.resolve(answer(null)), {
		answered: 1,
		work: () => Promise.resolve(),
	});
	expect(sent.others(200)).toBe(2);
});

const later = (headers: object = { 'retry-after': '60' }) => answer(429, {}, headers);

test.each([
	['two mails for two that were acknowledged', [answer(200), answer(200), later()], 2, 'pass'],
	['a mail that did not come', [answer(200), answer(200), later()], 1, 'FAIL'],
	['a mail too many', [answer(200), later()], 2, 'FAIL'],
	['three mails in a minute', [answer(200), answer(200), answer(200)], 3, 'FAIL'],
	['nobody heard', [later(), later()], 0, 'FAIL'],
	['no word of when to come again', [answer(200), later({})], 1, 'FAIL'],
	['an answer that nobody expects', [answer(200), answer(503)], 1, 'FAIL'],
] as const)('asking for mails at once: %s', (_what, answers, mails, verdict) => {
	expect(verdictOf({ situation: '', measures: whatCame(answers, mails) })).toBe(verdict);
});

test('all of them are sent before the first is answered', async () => {
	let sent = 0;
	const { promise, resolve } = Promise.withResolvers<Answer>();
	const all = sendAtOnce(50, () => {
		sent += 1;
		return promise;
	});
	expect(sent).toBe(50);
	resolve(answer(200));
	expect((await all).count(200)).toBe(50);
});
