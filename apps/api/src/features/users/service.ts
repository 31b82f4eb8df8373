import { randomUUID } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import type { UserStore } from './store.ts';

/** What accounts need. */
export interface UsersDeps {
	readonly store: UserStore;
	readonly clock: Clock;
}

/** What is asked of an account before anybody is signed in to it. */
export interface Account {
	readonly id: string;
	readonly isDisabled: boolean;
	/** The language its person wants to be written to in, as their profile says; null for none. */
	readonly language: string | null;
}

/** Accounts. */
export function createUsers({ store, clock }: UsersDeps) {
	return {
		/** Adds an account for an address in normal form; null when there is one already. */
		async create(email: string, trx?: Db): Promise<{ id: string; email: string } | null> {
			const id = randomUUID();
			return (await store.insert({ id, email, now: clock() }, trx)) ? { id, email } : null;
		},

		/** The account of an address in normal form, or null. */
		async findByEmail(email: string, trx?: Db): Promise<Account | null> {
			const row = await store.findByEmail(email, trx);
			if (row === undefined) return null;
			return { id: row.id, isDisabled: row.disabled_at !== null, language: row.language };
		},

		/** Gives an account's person a name that was checked, or takes it away with null. */
		rename: (trx: Db, id: string, name: string | null): Promise<void> =>
			store.rename(trx, id, name),

		/** Whether nobody has an account yet. */
		isEmpty: (): Promise<boolean> => store.isEmpty(),
	};
}

export type Users = ReturnType<typeof createUsers>;
