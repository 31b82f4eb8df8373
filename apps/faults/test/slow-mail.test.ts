import { expect, test } from 'vitest';
import { verdictOf } from '../src/experiment.ts';
import { compare, type Phase } from '../src/experiments/r20-slow-mail.ts';
import type { Entry } from '../src/journey/ledger.ts';
import { startSilentSmtp, startSlowMailApi, startSlowSmtp } from '../src/stack/mail-hosts.ts';

const entry = (tookMs: number): Entry => ({
	...{ name: 'who am I', sentAt: 0, tookMs, status: 200, isRight: true, remark: '' },
});
const phase = (...tookMs: number[]): Phase => ({
	...{ checks: tookMs.map(entry), signIns: [], asks: [], promised: [] },
});
const fast = Array.from({ length: 100 }, () => 5);

test.each([
	['as fast as before', fast, 'pass'],
	['slower by less than is allowed', fast.map((ms) => ms + 20), 'pass'],
	['slower in one of fifty', [...fast.slice(2), 500, 500], 'FAIL'],
	['hardly anything', [5], 'FAIL'],
	['nothing at all', [], 'FAIL'],
] as const)('while mails do not leave, requests %s: %s', (_what, meanwhile, verdict) => {
	const measures = compare('x', [phase(...fast)], [phase(...meanwhile)], (p) => p.checks, 20);
	expect(verdictOf({ situation: '', measures })).toBe(verdict);
});

test('a mail API takes mails with their codes, and none while it is slow', async () => {
	await using host = await startSlowMailApi();
	const send = (to: string, signal?: AbortSignal) =>
		fetch(`${String(host.settings['RESEND_URL'])}/emails`, {
			method: 'POST',
			body: JSON.stringify({ to: [to], text: 'Your code:\n\n  123456\n' }),
			...(signal !== undefined && { signal }),
		});
	await send('ada@example.com');
	expect(await host.codeFor('ada@example.com')).toBe('123456');
	host.suffer(true);
	await expect(send('grace@example.com', AbortSignal.timeout(200))).rejects.toThrow();
	expect([host.has('ada@example.com'), host.has('grace@example.com')]).toEqual([true, false]);
	expect(host.mostWaiting?.()).toBe(1);
	host.suffer(false);
	await send('grace@example.com');
	expect(host.has('grace@example.com')).toBe(true);
});

test('each host says how a process is told of it, and keeps what is no setting to itself', async () => {
	for (const start of [startSlowSmtp, startSilentSmtp]) {
		await using host = await start();
		expect(host.settings['SMTP_URL']).toMatch(/^smtp:\/\/127\.0\.0\.1:\d+$/);
	}
});
