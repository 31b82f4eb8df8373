import type { Clock } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import { supportedLocale } from '../mails/index.ts';
import type { Users } from '../users/index.ts';
import type { CheckedChanges } from './changes.ts';
import type { ProfileFacts, ProfileStore } from './store.ts';

/** What profiles need. */
export interface ProfilesDeps {
	readonly store: ProfileStore;
	/** The name belongs to the account, where every checked request reads it. */
	readonly users: Pick<Users, 'rename'>;
	readonly clock: Clock;
}

/** What people say of themselves. */
export function createProfiles({ store, users, clock }: ProfilesDeps) {
	const read = async (userId: string, trx?: Db) => toProfile(await store.find(userId, trx));

	return {
		/** The profile of an account; empty while nothing was said. */
		get: (userId: string) => read(userId),

		/** Changes the named fields, null empties one, and gives the whole profile back. */
		async update(trx: Db, userId: string, { name, ...rest }: CheckedChanges) {
			// The account first, then the profile: who writes both always does so in this order.
			if (name !== undefined) await users.rename(trx, userId, name);
			await store.change(trx, userId, rest, clock());
			return read(userId, trx);
		},
	};
}

export type Profiles = ReturnType<typeof createProfiles>;

/** Of an account that is gone, nothing is known either. */
const NOTHING: ProfileFacts = {
	...{ name: null, bio: null, website: null },
	...{ time_zone: null, language: null, updated_at: null },
};

function toProfile(row: ProfileFacts = NOTHING) {
	return {
		name: row.name,
		bio: row.bio,
		website: row.website,
		timeZone: row.time_zone,
		// One that mails are not written in any more counts as not chosen.
		language: supportedLocale(row.language),
		updatedAt: row.updated_at === null ? null : new Date(row.updated_at).toISOString(),
	};
}
