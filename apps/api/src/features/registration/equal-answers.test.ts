/** Nobody learns by registering whether an address has an account (ASVS 5.0, 6.3.8). */
import { describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { createTestDatabase } from '../../../test/database.ts';
import { byMail } from '../../../test/by-mail.ts';
import { blankAnswer } from '../../../test/equal.ts';
import { traced } from '../../../test/traced.ts';
import { createVisitor, type Sent } from '../../../test/visitor.ts';
import type { Storage } from '../../ports/storage.ts';

const MINUTE_MS = 60_000;
const TIMEOUT_MS = 60_000;
const PASSWORD = 'correct horse battery';

/** Addresses of one length that stand differently. */
const KNOWN = 'known000@example.com';
const UNPROVEN = 'unproven@example.com';
const DISABLED = 'disabled@example.com';
const INVITED = 'invited0@example.com';
const UNKNOWN = 'unknown0@example.com';
const ADDRESSES = [KNOWN, UNPROVEN, DISABLED, INVITED, UNKNOWN];

async function furnish({ services }: Pick<TestApp, 'services'>, { db }: Storage): Promise<void> {
	await services.users.create(KNOWN, { isVerified: true });
	await services.users.create(UNPROVEN);
	await services.users.create(DISABLED, { isVerified: true });
	await db.updateTable('user').set({ disabled_at: 0 }).where('email', '=', DISABLED).execute();
	await services.invitations.invite(INVITED, 'en');
}

describe.each(['open', 'closed', 'invited'] as const)('while sign-up is %s', (signUp) => {
	test.each([PASSWORD, undefined])(
		'all addresses are answered alike (password: %s)',
		{ timeout: TIMEOUT_MS },
		async (password) => {
			const journeys: string[][] = [];
			for (const email of ADDRESSES) {
				await using api = await createTestApp({ signUp });
				await furnish(api, api.storage);
				const register = byMail(api, '/auth/register', createVisitor(api));
				const payload = { email, redirectTo: '/todos', ...(password ? { password } : {}) };
				const sent = await register.send(payload);
				const { authRequestId: id } = sent.json<Sent>();
				const answers = [sent, await register.find(id), await register.resend(id)];
				for (let each = 0; each < 6; each += 1) {
					answers.push(await register.verifyCode(id, '000000'));
				}
				api.clock.advance(MINUTE_MS);
				answers.push(await register.resend(id), await register.find(id));
				journeys.push(answers.map((answer) => blankAnswer(answer, email)));
			}
			const [first] = journeys;
			expect(first?.map((answer) => (JSON.parse(answer) as unknown[])[0])).toEqual([
				...[200, 200, 429],
				...[401, 401, 401, 401, 401, 410],
				...[200, 200],
			]);
			for (const each of journeys) expect(each).toEqual(first);
		},
	);

	test(
		'the same statements are made for each, in the same order',
		{ timeout: TIMEOUT_MS },
		async () => {
			const traces: string[][] = [];
			for (const email of ADDRESSES) {
				await using database = await createTestDatabase();
				const { db, trace } = traced(database.storage.db);
				await using api = await createTestApp({ signUp }, { storage: { ...database.storage, db } });
				await furnish(api, database.storage);
				const register = byMail(api, '/auth/register', createVisitor(api));
				trace.length = 0;
				const sent = await register.send({ email, password: PASSWORD });
				const { authRequestId: id } = sent.json<Sent>();
				api.clock.advance(MINUTE_MS);
				await register.resend(id);
				await register.verifyCode(id, '000000');
				traces.push([...trace]);
			}
			const [first] = traces;
			expect(first?.length).toBeGreaterThan(12);
			for (const each of traces) expect(each).toEqual(first);
		},
	);
});
