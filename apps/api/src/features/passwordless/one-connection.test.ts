/** better-auth #10070, #10622: flows that wanted a second connection inside a transaction hung for ever. */
import { expect, test } from 'vitest';
import { createTestApp } from '../../../test/app.ts';
import { createTestDatabase } from '../../../test/database.ts';
import { askAgain, askFor, createVisitor, wrongCode } from '../../../test/visitor.ts';

const MINUTE_MS = 60_000;

test.each(['open', 'invited'] as const)(
	'every flow finishes on one connection, twenty at a time, while sign-up is %s',
	async (signUp) => {
		await using database = await createTestDatabase();
		const storage = database.open(1);
		await using api = await createTestApp({ signUp }, { storage });
		const { invitations, housekeeping } = api.services;
		const people = Array.from({ length: 20 }, (_, each) => ({
			email: `ada${String(each)}@example.com`,
			visitor: createVisitor(api, { from: `203.0.113.${String(each)}` }),
			way: each % 2 === 0 ? 'code' : 'link',
		}));

		await Promise.all(people.map(({ email }) => invitations.invite(email, 'en')));
		await Promise.all(people.map(({ email }) => api.mail.next(email)));
		const asked = await Promise.all(
			people.map(async ({ email, visitor, way }) => {
				const first = await askFor(api, visitor, email);
				const wrong = await visitor.verifyCode(first.id, wrongCode(first.code));
				expect(wrong.statusCode).toBe(401);
				return { first, visitor, way };
			}),
		);
		api.clock.advance(MINUTE_MS);
		const statuses = await Promise.all(
			asked.map(async ({ first, visitor, way }) => {
				const { id, code, token } = await askAgain(api, visitor, first);
				await visitor.find(id);
				const signedIn = await (way === 'code'
					? visitor.verifyCode(id, code)
					: visitor.verifyLink(token));
				return signedIn.statusCode;
			}),
		);
		await housekeeping.run();

		expect(statuses).toEqual(people.map(() => 200));
		const users = await storage.db.selectFrom('user').select('id').execute();
		expect(users).toHaveLength(people.length);
	},
);
