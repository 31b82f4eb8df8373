/** Requests that take each other's place, begun at the same moment in two processes on one database. */
import { Problem } from '@postern/problem';
import { expect, test } from 'vitest';
import { createTestServices, type TestServices } from '../../../test/services.ts';
import { SOMEWHERE } from '../../../test/where.ts';

const AT_ONCE = 20;
const ROUNDS = 8;

async function createPerson(fixture: TestServices): Promise<string> {
	const { id, code, email } = await fixture.begin();
	await fixture.services.passwordless.verifyCode(id, code, {
		...{ starter: null, locale: 'en', replacesTokenHash: null, session: null },
		where: SOMEWHERE,
	});
	const { id: userId } = await fixture.storage.db
		.selectFrom('user')
		.select('id')
		.where('email', '=', email)
		.executeTakeFirstOrThrow();
	return userId;
}

/** Asks for another address so many times at once; gives the answers and how many requests are pending then. */
async function moveAtOnce(fixture: TestServices, addressOf: (each: number) => string) {
	const userId = await createPerson(fixture);
	const processes = fixture.both();
	const wanted = { userId, purpose: 'change_email' } as const;
	const answers = await Promise.all(
		Array.from({ length: AT_ONCE }, (_, each) =>
			processes[each % 2 === 0 ? 0 : 1].authRequests
				.begin({
					...{ ...wanted, type: 'LINK_CODE', starter: null, replaces: wanted },
					...{ email: addressOf(each), client: `client ${userId} ${String(each)}` },
					linkTarget: 'https://app.example.com/change-email',
					compose: () => ({ template: 'account-disabled', locale: 'en', data: {} }),
				})
				.then(
					() => 'ok',
					(error: unknown) => (error instanceof Problem ? error.kind.code : String(error)),
				),
		),
	);
	const pending = await fixture.storage.db
		.selectFrom('auth_request')
		.select('id')
		.where('user_id', '=', userId)
		.where('used_at', 'is', null)
		.execute();
	const waiting = await fixture.storage.db
		.selectFrom('outbox_mail')
		.select('reference')
		.where('finished_at', 'is', null)
		.where('reference', 'in', [...pending.map(({ id }) => id), 'none'])
		.execute();
	const count = (answer: string) => answers.filter((each) => each === answer).length;
	return { answers: new Set(answers), count, pending: pending.length, waiting: waiting.length };
}

test('of twenty wishes for twenty addresses at once all are taken, and one can be proven', async () => {
	await using fixture = await createTestServices();
	for (let round = 0; round < ROUNDS; round += 1) {
		const found = await moveAtOnce(
			fixture,
			(each) => `${String(round)}-${String(each)}@example.com`,
		);
		expect(found).toMatchObject({ answers: new Set(['ok']), pending: 1, waiting: 1 });
	}
});

test('of twenty wishes for one address at once two are taken, and nobody waits in a circle', async () => {
	await using fixture = await createTestServices({ mailsPerMinute: 2 });
	for (let round = 0; round < ROUNDS; round += 1) {
		const found = await moveAtOnce(fixture, () => `moved${String(round)}@example.com`);
		expect(found).toMatchObject({ answers: new Set(['ok', 'mails_limited']), pending: 1 });
		expect(found.count('ok')).toBe(2);
	}
});
