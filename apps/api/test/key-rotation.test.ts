/** SECRET_KEY is replaced while people sign in: processes with the old key, both, and the new one. */
import { Problem } from '@postern/problem';
import { describe, expect, test } from 'vitest';
import type { Services } from '../src/services.ts';
import { createTestApp } from './app.ts';
import { createTestMailer } from './outbox.ts';
import { createTestServices, type TestServices } from './services.ts';

const OLD = { secretKey: 'k'.repeat(32), secretKeysPrevious: [] };
const NEW = { secretKey: 'n'.repeat(32), secretKeysPrevious: [] };
const BOTH = { ...NEW, secretKeysPrevious: [OLD.secretKey] };
const BOTH_THE_OTHER_WAY = { ...OLD, secretKeysPrevious: [NEW.secretKey] };

/** Who meets whom: while the new key is brought in, in one step or in two, and while the old one is dropped. */
const MEETINGS = [
	['the old key', 'both', OLD, BOTH],
	['both', 'the old key', BOTH, OLD],
	['the old key', 'both, the old one first', OLD, BOTH_THE_OTHER_WAY],
	['both, the old one first', 'both', BOTH_THE_OTHER_WAY, BOTH],
	['both', 'the new key', BOTH, NEW],
	['the new key', 'both', NEW, BOTH],
] as const;

const show = (services: Services, id: string, code: string) =>
	services.authRequests.proveByCode(
		{ id, purpose: 'sign_in', starter: null, client: 'a client', code },
		() => Promise.resolve('proven' as const),
	);

const codeOf = (error: unknown): string =>
	error instanceof Problem ? error.kind.code : String(error);

async function beginOn(bench: TestServices, services: Services, email: string) {
	let code = '';
	const { authRequestId } = await services.authRequests.begin({
		...{ purpose: 'sign_in', type: 'CODE', starter: null, client: `from ${email}`, email },
		linkTarget: 'https://app.example.com/link',
		compose: (secrets) => {
			code = secrets.code ?? '';
			return { template: 'account-disabled', locale: 'en', data: {} };
		},
	});
	return { id: authRequestId, code };
}

describe.each(MEETINGS)(
	'what a process with %s begins, one with %s ends:',
	(_a, _b, one, other) => {
		test('a code', async () => {
			await using bench = await createTestServices();
			const [first, second] = [bench.on(bench.storage, one), bench.on(bench.storage, other)];
			const { id, code } = await beginOn(bench, first, 'ada@example.com');
			const wrong = code === '000000' ? '000001' : '000000';
			await expect(show(second, id, wrong)).rejects.toThrow(Problem);
			expect(await show(second, id, code)).toBe('proven');
			expect(await show(first, id, code).catch(codeOf)).toBe('auth_request_used');
		});

		test('a mail that waits', async () => {
			await using bench = await createTestServices();
			await beginOn(bench, bench.on(bench.storage, one), 'ada@example.com');
			const mailer = createTestMailer();
			const second = bench.on(bench.storage, other, { ...mailer, close: () => undefined });
			second.outboxWorker.start();
			await expect.poll(() => mailer.taken.length).toBe(1);
			await second.outboxWorker.stop();
			expect(mailer.taken[0]?.to).toBe('ada@example.com');
		});

		test('guesses, of which both together compare no more than one alone would', async () => {
			await using bench = await createTestServices({ guessesPerHour: 10 });
			const first = bench.on(bench.storage, one);
			const second = bench.on(bench.storage, other);
			const guesses = Array.from({ length: 24 }, (_, at) =>
				(at % 2 === 0 ? first : second).authRequests
					.countGuess('ada@example.com', `client ${String(at)}`)
					.then(() => 'counted', codeOf),
			);
			const answers = await Promise.all(guesses);
			expect(answers.filter((answer) => answer === 'counted')).toHaveLength(10);
			expect(answers.filter((answer) => answer === 'guesses_limited')).toHaveLength(14);
		});
	},
);

test('nobody is signed out, and a write that is sent again is not done again', async () => {
	await using before = await createTestApp({ ...OLD });
	const { cookie } = await before.signIn();
	const write = {
		...{ method: 'POST', url: '/todos', cookie, payload: { title: 'once' } },
		headers: { 'idempotency-key': 'one' },
	} as const;
	const made = await before.send(write);
	expect(made.statusCode).toBe(201);
	for (const keys of [BOTH, NEW]) {
		await using after = await createTestApp({ ...keys }, { storage: before.storage });
		expect((await after.send({ url: '/users/me', cookie })).statusCode).toBe(200);
		if (keys === NEW) break;
		const again = await after.send(write);
		expect(again.headers['idempotency-replayed']).toBe('true');
		expect(again.json()).toEqual(made.json());
	}
});
