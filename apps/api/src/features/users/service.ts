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
	/** Whether somebody has proven to read the mail of its address. */
	readonly isVerified: boolean;
	/** The language its person wants to be written to in, as their profile says; null for none. */
	readonly language: string | null;
	/** The time zone its person has chosen, by its IANA name; null for none. */
	readonly timeZone: string | null;
}

/** How an account's person is written to. */
export interface Contact {
	readonly email: string;
	readonly language: string | null;
	readonly timeZone: string | null;
}

/** How an account is made. */
export interface NewAccount {
	/** The transaction it is part of; unset for one of its own. */
	readonly trx?: Db;
	/** Whether whoever gets it has just proven to read the mail of its address. */
	readonly isVerified?: boolean;
}

/** Accounts. */
export function createUsers({ store, clock }: UsersDeps) {
	async function create(
		trx: Db,
		email: string,
		isVerified: boolean,
	): Promise<{ id: string; email: string } | null> {
		const id = randomUUID();
		if (!(await store.insert({ id, email, now: clock(), isVerified }, trx))) return null;
		// After the insert, which waited for whoever gave the address up at this moment.
		if (!(await store.isReserved(email, null, clock(), trx))) return { id, email };
		await store.remove(trx, id);
		return null;
	}

	return {
		/**
		 * Adds an account for an address in normal form; null when there is one already, or when the address is
		 * kept for an account that had it.
		 */
		create: (
			email: string,
			{ trx, isVerified = false }: NewAccount = {},
		): Promise<{ id: string; email: string } | null> =>
			trx === undefined
				? store.transaction((own) => create(own, email, isVerified))
				: create(trx, email, isVerified),

		/** Whether an address is kept for an account that had it a few days ago, other than this one. */
		isReserved: (email: string, butFor: string | null = null): Promise<boolean> =>
			store.isReserved(email, butFor, clock()),

		/** How to write to an account's person: language and time zone as their profile says. */
		async contactOf(trx: Db, id: string): Promise<Contact> {
			const { email, language, time_zone: timeZone } = await store.findContact(trx, id);
			return { email, language, timeZone };
		},

		/**
		 * Gives an account another address, whose mailbox somebody has proven to read; false when it is kept for
		 * another account, or when the account has not the old one any more.
		 * @throws the engine's error when another account has it
		 */
		async changeEmail(trx: Db, id: string, from: string, to: string): Promise<boolean> {
			if (!(await store.changeEmail(trx, id, { from, to, now: clock() }))) return false;
			// After the change, which waited for whoever gave the address up at this moment.
			return !(await store.isReserved(to, id, clock(), trx));
		},

		/** Removes an account, and with it all that belongs to it alone. */
		remove: (trx: Db, id: string): Promise<void> => store.remove(trx, id),

		/** The account of an address in normal form, or null. */
		async findByEmail(email: string, trx?: Db): Promise<Account | null> {
			const row = await store.findByEmail(email, trx);
			if (row === undefined) return null;
			return {
				id: row.id,
				isDisabled: row.disabled_at !== null,
				isVerified: row.verified_at !== null,
				language: row.language,
				timeZone: row.time_zone,
			};
		},

		/** Gives an account's person a name that was checked, or takes it away with null. */
		rename: (trx: Db, id: string, name: string | null): Promise<void> =>
			store.rename(trx, id, name),

		/** Notes that somebody proved to read the mail of the account's address; false when that was known. */
		verify: (trx: Db, id: string): Promise<boolean> => store.verify(trx, id, clock()),

		/** Whether nobody has an account yet. */
		isEmpty: (): Promise<boolean> => store.isEmpty(),
	};
}

export type Users = ReturnType<typeof createUsers>;
