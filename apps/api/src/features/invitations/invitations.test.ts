import { describe, expect, test } from 'vitest';
import { createTestServices, type TestServices } from '../../../test/services.ts';

const EMAIL = 'ada@example.com';
const DAY_MS = 24 * 60 * 60 * 1000;

const rows = ({ storage }: TestServices) =>
	storage.db.selectFrom('invitation').selectAll().execute();
const mails = ({ storage }: TestServices) =>
	storage.db
		.selectFrom('outbox_mail')
		.select(['to_address', 'template', 'state', 'created_at', 'expires_at'])
		.orderBy('created_at')
		.execute();
const accept = ({ services, storage }: TestServices, email = EMAIL) =>
	storage.db.transaction().execute((trx) => services.invitations.accept(trx, email));

describe('an invitation', () => {
	test('is kept with its mail, or neither is', async () => {
		await using fixture = await createTestServices();
		const now = fixture.clock();
		await fixture.services.invitations.invite(EMAIL, 'en');
		expect(await rows(fixture)).toEqual([{ email: EMAIL, created_at: now, accepted_at: null }]);
		expect(await mails(fixture)).toEqual([
			{
				to_address: EMAIL,
				template: 'invitation',
				state: 'waiting',
				created_at: now,
				expires_at: now + 2 * DAY_MS,
			},
		]);
		await fixture.storage.db.schema.alterTable('outbox_mail').renameTo('gone').execute();
		await expect(fixture.services.invitations.invite('grace@example.com', 'en')).rejects.toThrow();
		expect(await rows(fixture)).toHaveLength(1);
	});

	test('is accepted once, whoever comes at the same time', async () => {
		await using fixture = await createTestServices();
		await fixture.services.invitations.invite(EMAIL, 'en');
		const outcomes = await Promise.all(Array.from({ length: 20 }, () => accept(fixture)));
		expect(outcomes.filter(Boolean)).toHaveLength(1);
		expect(await fixture.services.invitations.isOpen(EMAIL)).toBe(false);
	});

	test('is for its address alone, and none waits for those who were not invited', async () => {
		await using fixture = await createTestServices();
		await fixture.services.invitations.invite(EMAIL, 'en');
		expect(await fixture.services.invitations.isOpen('eve@example.com')).toBe(false);
		expect(await accept(fixture, 'eve@example.com')).toBe(false);
		expect(await fixture.services.invitations.isOpen(EMAIL)).toBe(true);
	});

	test('is not used up by a transaction that fails', async () => {
		await using fixture = await createTestServices();
		await fixture.services.invitations.invite(EMAIL, 'en');
		const failing = fixture.storage.db.transaction().execute(async (trx) => {
			await fixture.services.invitations.accept(trx, EMAIL);
			throw new Error('on purpose');
		});
		await expect(failing).rejects.toThrow('on purpose');
		expect(await fixture.services.invitations.isOpen(EMAIL)).toBe(true);
	});

	test('that waits already is mailed again and stays the one it was', async () => {
		await using fixture = await createTestServices();
		const first = fixture.clock();
		await fixture.services.invitations.invite(EMAIL, 'en');
		fixture.advance(DAY_MS);
		await fixture.services.invitations.invite(EMAIL, 'en');
		expect(await rows(fixture)).toEqual([{ email: EMAIL, created_at: first, accepted_at: null }]);
		expect(await mails(fixture)).toHaveLength(2);
	});

	// Its account is gone since, or the mail would promise what is not so.
	test('that was used once opens anew', async () => {
		await using fixture = await createTestServices();
		await fixture.services.invitations.invite(EMAIL, 'en');
		expect(await accept(fixture)).toBe(true);
		fixture.advance(DAY_MS);
		await fixture.services.invitations.invite(EMAIL, 'en');
		expect(await rows(fixture)).toEqual([
			{ email: EMAIL, created_at: fixture.clock(), accepted_at: null },
		]);
		expect(await accept(fixture)).toBe(true);
		expect(await accept(fixture)).toBe(false);
	});

	test('does not expire', async () => {
		await using fixture = await createTestServices();
		await fixture.services.invitations.invite(EMAIL, 'en');
		fixture.advance(400 * DAY_MS);
		await fixture.services.housekeeping.run();
		expect(await accept(fixture)).toBe(true);
	});
});
