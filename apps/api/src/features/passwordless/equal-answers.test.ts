/** Nobody learns from the answers whether an address has an account (ASVS 5.0, 6.3.8; Logto #8663, better-auth #10605). */
import type { LightMyRequestResponse as Response } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import { createTestDatabase } from '../../../test/database.ts';
import { blankAnswer } from '../../../test/equal.ts';
import { traced } from '../../../test/traced.ts';
import { createVisitor, type Visitor } from '../../../test/visitor.ts';
import type { Storage } from '../../ports/storage.ts';

const MINUTE_MS = 60_000;
/** Each builds an app and a database for every address. */
const TIMEOUT_MS = 60_000;

/** Addresses of one length that stand differently. */
const KNOWN = 'known000@example.com';
const DISABLED = 'disabled@example.com';
const INVITED = 'invited0@example.com';
const UNKNOWN = 'unknown0@example.com';
const ADDRESSES = [KNOWN, DISABLED, INVITED, UNKNOWN];

async function furnish({ services }: Pick<TestApp, 'services'>, { db }: Storage): Promise<void> {
	await services.users.create(KNOWN);
	await services.users.create(DISABLED);
	await db.updateTable('user').set({ disabled_at: 0 }).where('email', '=', DISABLED).execute();
	await services.invitations.invite(INVITED, 'en');
}

/** Everything a stranger can do with an address, and what they are answered. */
async function journey(api: TestApp, visitor: Visitor, email: string): Promise<string[]> {
	const answers: Response[] = [];
	const sent = await visitor.send(email, '/todos');
	const { authRequestId: id } = sent.json<{ authRequestId: string }>();
	answers.push(sent, await visitor.find(id), await visitor.resend(id));
	for (let each = 0; each < 6; each += 1) answers.push(await visitor.verifyCode(id, '000000'));
	answers.push(await visitor.find(id), await visitor.send(email), await visitor.send(email));
	api.clock.advance(MINUTE_MS);
	answers.push(await visitor.resend(id), await visitor.find(id));
	api.clock.advance(10 * MINUTE_MS);
	answers.push(await visitor.verifyCode(id, '000000'), await visitor.find(id));
	return answers.map((answer) => blankAnswer(answer, email));
}

describe.each(['open', 'closed', 'invited'] as const)('while sign-up is %s', (signUp) => {
	test.each([false, true])(
		'known, disabled, invited and unknown addresses are answered alike (a program: %s)',
		{ timeout: TIMEOUT_MS },
		async (isProgram) => {
			const journeys: string[][] = [];
			for (const email of ADDRESSES) {
				await using api = await createTestApp({ signUp });
				await furnish(api, api.storage);
				journeys.push(await journey(api, createVisitor(api, { isProgram }), email));
			}
			const [first] = journeys;
			expect(first?.map((answer) => (JSON.parse(answer) as unknown[])[0])).toEqual([
				...[200, 200, 429],
				...[401, 401, 401, 401, 401, 410],
				...[200, 200, 429],
				...[200, 200],
				...[410, 200],
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
				const storage = { ...database.storage, db };
				await using api = await createTestApp({ signUp }, { storage });
				await furnish(api, database.storage);
				const ada = createVisitor(api);
				trace.length = 0;
				const { authRequestId: id } = await ada.ask(email);
				api.clock.advance(MINUTE_MS);
				await ada.resend(id);
				await ada.find(id);
				await ada.verifyCode(id, '000000');
				traces.push([...trace]);
			}
			const [first] = traces;
			expect(first?.length).toBeGreaterThan(15);
			for (const each of traces) expect(each).toEqual(first);
		},
	);
});

test('the limits of an address are the same, known or not', async () => {
	const counts: number[][] = [];
	for (const email of ADDRESSES) {
		await using api = await createTestApp();
		await furnish(api, api.storage);
		const statuses: number[] = [];
		for (let each = 0; each < 24; each += 1) {
			api.clock.advance(20_000);
			statuses.push((await createVisitor(api).send(email)).statusCode);
		}
		counts.push(statuses);
	}
	expect(new Set(counts.map((each) => JSON.stringify(each))).size).toBe(1);
	expect(counts[0]?.filter((status) => status === 200)).toHaveLength(8);
});
