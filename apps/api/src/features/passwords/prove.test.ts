import { expect, test } from 'vitest';
import { createTestServices } from '../../../test/services.ts';
import {
	createPasswordHasher,
	createPasswordRules,
	createPasswords,
	createPasswordStore,
	type PasswordHasher,
	passwordProblems,
} from './index.ts';

const stay = new AbortController().signal;
const cost = { memoryKib: 8, passes: 1 };

/** Passwords with a hasher of the test's own, on a database with Ada, who has one, and Grace, who has none. */
async function createFixture(
	own: Partial<PasswordHasher> = {},
	bounds = { atOnce: 2, waitingMax: 32 },
) {
	const api = await createTestServices();
	const { users } = api.services;
	const ada = await users.create('ada@example.com');
	const grace = await users.create('grace@example.com');
	if (ada === null || grace === null) throw new Error('no accounts');
	await api.services.passwords.set(ada.id, 'the password of Ada');
	const passwords = createPasswords({
		store: createPasswordStore(api.storage.db),
		hasher: { ...createPasswordHasher({ ...bounds, cost }), ...own },
		rules: createPasswordRules({ productName: 'Postern' }),
		clock: api.clock,
		onError: (error) => {
			throw error;
		},
	});
	return { api, ada, grace, passwords };
}

test('who has no account and who has no password is not let in, not even by a hash that fits', async () => {
	const { api, ada, passwords } = await createFixture({ verify: () => Promise.resolve(true) });
	await using _ = api;
	expect(await passwords.prove('ada@example.com', 'x', stay)).toMatchObject({ userId: ada.id });
	for (const email of ['grace@example.com', 'nobody@example.com', '', null]) {
		expect(await passwords.prove(email, 'x', stay)).toBeNull();
	}
});

test('an unknown address costs one comparison and no hash, once the first hash is made', async () => {
	const { hash, verify } = createPasswordHasher({ atOnce: 2, waitingMax: 32, cost });
	const done: string[] = [];
	const { api, passwords } = await createFixture({
		hash: (...given) => (done.push('hash'), hash(...given)),
		verify: (...given) => (done.push('verify'), verify(...given)),
	});
	await using _ = api;
	await passwords.warmUp();
	expect(done).toEqual(['hash']);
	await passwords.prove('nobody@example.com', 'x', stay);
	await passwords.prove('grace@example.com', 'x', stay);
	expect(done).toEqual(['hash', 'verify', 'verify']);
});

test('text that is cut in half is nobody’s password, and costs what a wrong one does', async () => {
	const shown: string[] = [];
	const { api, ada, passwords } = await createFixture({
		verify: (_, password) => (shown.push(password), Promise.resolve(false)),
	});
	await using _ = api;
	expect(() => passwords.hash('half a character \ud83d')).toThrow(RangeError);
	await expect(passwords.set(ada.id, 'half a character \ud83d')).rejects.toThrow('well-formed');
	expect(await passwords.prove('ada@example.com', 'half a character \ud83d', stay)).toBeNull();
	// Nothing that can be sent as a password is empty.
	expect(shown).toEqual(['']);
});

test('where too many wait the answer says when to come back', async () => {
	const { api, passwords } = await createFixture({}, { atOnce: 0, waitingMax: 0 });
	await using _ = api;
	const busy = { kind: passwordProblems.sign_in_busy, retryAfterSeconds: 2 };
	await expect(passwords.hash('a new password')).rejects.toMatchObject(busy);
	await expect(passwords.prove('ada@example.com', 'x', stay)).rejects.toMatchObject(busy);
	await expect(passwords.prove('nobody@example.com', 'x', stay)).rejects.toMatchObject(busy);
	expect(passwords.load()).toEqual({ running: 0, waiting: 0 });
});

test('what fails otherwise is not taken for a crowd', async () => {
	const broken = () => Promise.reject(new Error('no memory'));
	const { api, passwords } = await createFixture({ verify: broken, hash: broken });
	await using _ = api;
	await expect(passwords.prove('ada@example.com', 'x', stay)).rejects.toThrow('no memory');
	await expect(passwords.hash('a new password')).rejects.toThrow('no memory');
});

test('each setting of a password makes another of it, even with the same text', async () => {
	const { api, ada, grace, passwords } = await createFixture();
	await using _ = api;
	const prove = async () => {
		const proven = await passwords.prove('ada@example.com', 'the password of Ada', stay);
		if (proven === null) throw new Error('the password is right');
		return proven;
	};
	const first = await prove();
	const isStill = (proven = first) =>
		passwords.transaction((trx) => passwords.isStill(trx, proven));
	expect(await isStill()).toBe(true);
	expect(await isStill({ ...first, userId: grace.id })).toBe(false);
	api.advance(5000);
	await passwords.set(ada.id, 'the password of Ada');
	expect(await isStill()).toBe(false);
	expect(await isStill(await prove())).toBe(true);
	expect(await passwords.setAt(ada.id)).toBe(api.clock());
});

test('a hash that was made before is put in the place of the password there is', async () => {
	const { api, ada, grace, passwords } = await createFixture();
	await using _ = api;
	api.advance(5000);
	const hashed = await passwords.hash('the next password');
	for (const { id } of [ada, grace]) {
		await passwords.transaction((trx) => passwords.put(trx, id, hashed));
		expect(await passwords.setAt(id)).toBe(api.clock());
	}
	for (const email of ['ada@example.com', 'grace@example.com']) {
		expect(await passwords.prove(email, 'the next password', stay)).not.toBeNull();
		expect(await passwords.prove(email, 'the password of Ada', stay)).toBeNull();
	}
});

test('taking a password away says whether there was one, and takes nobody else’s', async () => {
	const { api, ada, grace, passwords } = await createFixture();
	await using _ = api;
	const remove = (userId: string) => passwords.transaction((trx) => passwords.remove(trx, userId));
	expect(await passwords.setAt(grace.id)).toBeNull();
	expect(await remove(grace.id)).toBe(false);
	expect(await passwords.setAt(ada.id)).toBe(api.clock());
	expect(await remove(ada.id)).toBe(true);
	expect(await passwords.setAt(ada.id)).toBeNull();
	expect(await passwords.prove('ada@example.com', 'the password of Ada', stay)).toBeNull();
});

test('a new password is judged for its owner, and refused with the field and the reason', async () => {
	const { api, passwords } = await createFixture();
	await using _ = api;
	const owner = { email: 'ada@example.com', name: 'Ada Lovelace' };
	await expect(
		passwords.assertAcceptable('lamp river cloud', owner, '/new'),
	).resolves.toBeUndefined();
	await expect(
		passwords.assertAcceptable('ada lovelace and more', owner, '/new'),
	).rejects.toMatchObject({
		kind: { code: 'invalid_request' },
		extensions: { errors: [{ path: '/new', reason: 'personal' }] },
	});
	expect(await passwords.check('short', owner)).toBe('too_short');
	expect(await passwords.check('lamp river cloud', owner)).toBeNull();
});
