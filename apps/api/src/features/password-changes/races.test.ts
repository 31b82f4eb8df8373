/** Passwords that are changed, shown and reset at the same time, by processes that know nothing of each other. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { engine } from '../../../test/database.ts';
import { SOMEWHERE } from '../../../test/where.ts';
import { createTestServices, type TestServices } from '../../../test/services.ts';
import type { Services } from '../../services.ts';
import { sessionProblems } from '../sessions/index.ts';

const EMAIL = 'ada@example.com';
const OLD = 'old kettle and a cloud';
const ROUNDS = 8;
const actor = { where: SOMEWHERE, locale: 'en' } as const;
const signal = new AbortController().signal;

/** A person with a password. */
async function createPerson({ services }: TestServices) {
	const made = await services.users.create(EMAIL);
	if (made === null) throw new Error('there is an account already');
	await services.passwords.set(made.id, OLD);
	return made.id;
}

async function signIn({ sessions, passwords }: Services, userId: string, password: string) {
	const proven = await passwords.prove(EMAIL, password, signal);
	if (proven === null) return null;
	return passwords.transaction(async (trx) => {
		const options = {
			userId,
			method: 'password',
			replacesTokenHash: null,
			where: SOMEWHERE,
			visitor: { browser: null, language: 'en' },
		} as const;
		const started = await sessions.start(options, trx);
		if (!(await passwords.isStill(trx, proven))) throw new Error('changed meanwhile');
		return started;
	});
}

function living({ storage }: TestServices) {
	return storage.db.selectFrom('session').select('id').where('ended_at', 'is', null).execute();
}

/** A link to a new password. */
async function ask(fixture: TestServices): Promise<string> {
	const { token } = await fixture.begin({
		...{ purpose: 'reset_password', email: EMAIL, type: 'LINK', lifeSeconds: 900 },
	});
	return token;
}

test('of many uses of one link at the same time one sets its password', async () => {
	await using fixture = await createTestServices();
	await createPerson(fixture);
	for (let round = 0; round < ROUNDS; round += 1) {
		fixture.advance(3_600_000);
		const token = await ask(fixture);
		const [one, two] = fixture.both();
		const outcomes = await Promise.allSettled(
			Array.from({ length: 8 }, (_, each) =>
				(each % 2 === 0 ? one : two).passwordReset.reset(
					...([token, `kettle ${String(each)} river ${String(round)} lamp`, actor] as const),
				),
			),
		);
		expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
		const password = `kettle ${String(winner)} river ${String(round)} lamp`;
		expect(await one.passwords.prove(EMAIL, password, signal)).not.toBeNull();
	}
});

test('of two links that are used at the same time one sets its password, and neither waits for ever', async () => {
	await using fixture = await createTestServices();
	await createPerson(fixture);
	for (let round = 0; round < ROUNDS; round += 1) {
		fixture.advance(3_600_000);
		const tokens = [await ask(fixture), await ask(fixture)];
		const outcomes = await Promise.allSettled(
			tokens.map((token, each) =>
				(fixture.both()[each] ?? fixture.services).passwordReset.reset(
					...([token, `kettle ${String(each)} river lamp`, actor] as const),
				),
			),
		);
		expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		const refused = outcomes.find(({ status }) => status === 'rejected');
		expect(refused).toMatchObject({ reason: { kind: { code: 'auth_request_used' } } });
	}
	expect(fixture.errors).toEqual([]);
});

test('whoever shows the old password while it is reset has no session afterwards', async () => {
	await using fixture = await createTestServices();
	const userId = await createPerson(fixture);
	let password = OLD;
	for (let round = 0; round < ROUNDS; round += 1) {
		fixture.advance(3_600_000);
		const token = await ask(fixture);
		const next = `kettle ${String(round)} river lamp`;
		const [one, two] = fixture.both();
		const [reset] = await Promise.allSettled([
			one.passwordReset.reset(token, next, actor),
			...Array.from({ length: 4 }, () => signIn(two, userId, password)),
		]);
		expect(reset.status).toBe('fulfilled');
		expect(await living(fixture)).toEqual([]);
		password = next;
	}
});

test('a sign-in whose password is changed while it is being hashed starts nothing', async () => {
	await using fixture = await createTestServices();
	const userId = await createPerson(fixture);
	const { passwords, sessions } = fixture.services;
	const proven = await passwords.prove(EMAIL, OLD, signal);
	if (proven === null) throw new Error('the password is not the one that was set');
	await passwords.set(userId, OLD);
	const late = passwords.transaction(async (trx) => {
		const options = {
			userId,
			method: 'password',
			replacesTokenHash: null,
			where: SOMEWHERE,
			visitor: { browser: null, language: 'en' },
		} as const;
		await sessions.start(options, trx);
		if (!(await passwords.isStill(trx, proven))) throw new Error('changed meanwhile');
	});
	await expect(late).rejects.toThrow('changed meanwhile');
	expect(await living(fixture)).toEqual([]);
});

test('of two sessions that change the password at the same time one does, and it alone is left', async () => {
	await using fixture = await createTestServices();
	const userId = await createPerson(fixture);
	let password = OLD;
	for (let round = 0; round < ROUNDS; round += 1) {
		await signIn(fixture.services, userId, password);
		await signIn(fixture.services, userId, password);
		const owners = (await living(fixture)).slice(-2).map(({ id }) => ({
			...actor,
			...{ signal, session: sessionOf(id, userId, fixture.clock()) },
		}));
		const outcomes = await Promise.allSettled(
			owners.map((owner, each) =>
				(fixture.both()[each] ?? fixture.services).ownPassword.set(
					{ newPassword: `kettle ${String(each)} river ${String(round)} lamp` },
					owner,
				),
			),
		);
		expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
		expect(outcomes[1 - winner]).toMatchObject({ reason: { kind: sessionProblems.session_ended } });
		expect(await living(fixture)).toHaveLength(1);
		password = `kettle ${String(winner)} river ${String(round)} lamp`;
		expect(await signIn(fixture.services, userId, password)).not.toBeNull();
		await fixture.storage.db.updateTable('session').set({ ended_at: 1 }).execute();
	}
});

test('a code that is used while the password is reset comes before it or not at all', async () => {
	await using fixture = await createTestServices();
	await createPerson(fixture);
	for (let round = 0; round < ROUNDS; round += 1) {
		fixture.advance(3_600_000);
		const token = await ask(fixture);
		const mailed = await fixture.begin({ email: EMAIL });
		const [one, two] = fixture.both();
		const shower = {
			...{ starter: null, where: SOMEWHERE, replacesTokenHash: null, session: null },
			locale: 'en',
		} as const;
		const [reset] = await Promise.allSettled([
			one.passwordReset.reset(token, `kettle ${String(round)} river lamp`, actor),
			two.passwordless.verifyCode(mailed.id, mailed.code, shower),
		]);
		expect(reset.status).toBe('fulfilled');
		expect(await living(fixture)).toEqual([]);
	}
});

/** Statements of this database that wait for a row. */
const waiting = sql`
	select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

test('a reset that is under way while the address moves away gives the account no password', async () => {
	await using fixture = await createTestServices();
	const userId = await createPerson(fixture);
	const token = await ask(fixture);
	const [one, two] = fixture.both();
	const { db } = fixture.storage;
	const moved = 'ada@lovelace.example';
	let reset: Promise<unknown> | undefined;
	await db.transaction().execute(async (trx) => {
		await trx.updateTable('user').set({ email: moved }).where('id', '=', userId).execute();
		reset = two.passwordReset.reset(token, 'kettle river lamp cloud', actor);
		reset.catch(() => undefined);
		// On SQLite it begins when this is over.
		if (engine === 'sqlite') return;
		await expect.poll(async () => (await waiting.execute(db)).rows.length).toBeGreaterThan(0);
	});
	await expect(reset).rejects.toMatchObject({ kind: { code: 'link_not_valid' } });
	expect(await one.passwords.prove(moved, OLD, signal)).not.toBeNull();
});

// Whoever moves the address locks these requests in the same order. On SQLite one writes at a time.
test.runIf(engine === 'postgres')(
	'a reset holds no request while it waits for another of the account: nobody waits in a circle',
	async () => {
		await using fixture = await createTestServices();
		const userId = await createPerson(fixture);
		const { id, token } = await fixture.begin({
			...{ purpose: 'reset_password', email: EMAIL, type: 'LINK', lifeSeconds: 900 },
		});
		const { db } = fixture.storage;
		const first = () => db.selectFrom('auth_request').select('id').orderBy('id').limit(1);
		do await fixture.begin({ purpose: 'change_email', userId });
		while ((await first().executeTakeFirstOrThrow()).id === id);
		const other = fixture.both()[1];
		let reset: Promise<unknown> | undefined;
		await db.transaction().execute(async (trx) => {
			const lock = (wanted: string) =>
				trx.selectFrom('auth_request').select('id').where('id', '=', wanted).forUpdate();
			await lock((await first().executeTakeFirstOrThrow()).id).execute();
			reset = other.passwordReset.reset(token, 'kettle river lamp cloud', actor);
			await expect.poll(async () => (await waiting.execute(db)).rows.length).toBeGreaterThan(0);
			await lock(id).noWait().execute();
		});
		expect(await reset).toEqual({ email: EMAIL });
	},
);

function sessionOf(id: string, userId: string, now: number) {
	const user = {
		...{ id: userId, email: EMAIL, name: null, createdAt: 0 },
		...{ isEmailVerified: true, keptFromDeletionAt: null },
	};
	return { id, userId, user, provenAt: now };
}
