import { expect, test } from 'vitest';
import { createTestApp } from '../../../test/app.ts';
import {
	createPasswordHasher,
	createPasswordRules,
	createPasswords,
	createPasswordStore,
} from './index.ts';

const bounds = { atOnce: 2, waitingMax: 32 };
const stay = new AbortController().signal;

/** Passwords with other parameters than the app's, on the app's database. */
async function withNewParameters() {
	const api = await createTestApp();
	const ada = await api.createPerson();
	const { db } = api.storage;
	const errors: unknown[] = [];
	const hasher = createPasswordHasher({ ...bounds, cost: { memoryKib: 16, passes: 2 } });
	const rules = createPasswordRules({ productName: 'Postern' });
	const deps = { store: createPasswordStore(db), hasher, rules, clock: api.clock };
	const passwords = createPasswords({ ...deps, onError: (error) => errors.push(error) });
	const hashOf = async () =>
		(await db.selectFrom('password').select('hash').executeTakeFirstOrThrow()).hash;
	return { api, ada, db, deps, passwords, errors, hashOf };
}

test('a sign-in renews a hash that was made with other parameters', async () => {
	const { api, ada, passwords, hashOf } = await withNewParameters();
	await using _ = api;
	const before = await hashOf();
	expect(before).toContain('$m=8,t=1,p=1$');
	expect(await passwords.prove(ada.email, ada.password, stay)).toMatchObject({
		userId: ada.userId,
	});
	const after = await hashOf();
	expect(after).toContain('$m=16,t=2,p=1$');
	expect(await passwords.prove(ada.email, ada.password, stay)).toMatchObject({
		userId: ada.userId,
	});
	expect(await hashOf()).toBe(after);
});

test('a wrong password renews nothing', async () => {
	const { api, ada, passwords, hashOf } = await withNewParameters();
	await using _ = api;
	const before = await hashOf();
	expect(await passwords.prove(ada.email, 'wrong', stay)).toBeNull();
	expect(await hashOf()).toBe(before);
});

test('a renewal never undoes a password that was changed meanwhile', async () => {
	const { api, ada, deps, passwords, hashOf } = await withNewParameters();
	await using _ = api;
	const before = await hashOf();
	await passwords.set(ada.userId, 'the new password');
	const changed = await hashOf();
	await deps.store.upgrade(ada.userId, before, 'the old password with new parameters');
	expect(await hashOf()).toBe(changed);
});

test('a renewal that fails is reported, and the sign-in goes on', async () => {
	const { api, ada, deps } = await withNewParameters();
	await using _ = api;
	const errors: unknown[] = [];
	const passwords = createPasswords({
		...deps,
		store: { ...deps.store, upgrade: () => Promise.reject(new Error('broken')) },
		onError: (error) => errors.push(error),
	});
	expect(await passwords.prove(ada.email, ada.password, stay)).toMatchObject({
		userId: ada.userId,
	});
	expect(errors).toEqual([new Error('broken')]);
});

test('a first hash that failed is tried again', async () => {
	const { api, deps } = await withNewParameters();
	await using _ = api;
	let isBroken = true;
	const passwords = createPasswords({
		...deps,
		hasher: {
			...deps.hasher,
			hash: (password) =>
				isBroken ? Promise.reject(new Error('no memory')) : deps.hasher.hash(password),
		},
		onError: () => undefined,
	});
	await expect(passwords.prove('nobody@example.com', 'x', stay)).rejects.toThrow('no memory');
	isBroken = false;
	await expect(passwords.prove('nobody@example.com', 'x', stay)).resolves.toBeNull();
});
