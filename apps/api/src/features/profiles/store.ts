import type { Db } from '../../ports/storage.ts';

/** Fields to change; what is left out stays. The name is not kept here. */
export interface ProfileChange {
	readonly bio?: string | null | undefined;
	readonly website?: string | null | undefined;
	readonly timeZone?: string | null | undefined;
	readonly language?: string | null | undefined;
}

/** The profile table. */
export function createProfileStore(db: Db) {
	return {
		/** The profile of an account together with its name; all null where nothing was ever said. */
		find: (userId: string, trx: Db = db) =>
			trx
				.selectFrom('user')
				.leftJoin('profile', 'profile.user_id', 'user.id')
				.select([
					'user.name',
					'profile.bio',
					'profile.website',
					'profile.time_zone',
					'profile.language',
					'profile.updated_at',
				])
				.where('user.id', '=', userId)
				.executeTakeFirst(),

		/**
		 * Writes the named fields and no others, in one statement: of two changes at the same time that name
		 * different fields both stay, also when neither finds a row.
		 */
		async change(trx: Db, userId: string, change: ProfileChange, now: number): Promise<void> {
			const named = namedColumns(change);
			await trx
				.insertInto('profile')
				.values({
					...{ user_id: userId, updated_at: now },
					...{ bio: null, website: null, time_zone: null, language: null },
					...named,
				})
				.onConflict((conflict) =>
					conflict.column('user_id').doUpdateSet({ ...named, updated_at: now }),
				)
				.execute();
		},
	};
}

export type ProfileStore = ReturnType<typeof createProfileStore>;

/** What is known of a profile. */
export type ProfileFacts = NonNullable<Awaited<ReturnType<ProfileStore['find']>>>;

function namedColumns({ bio, website, timeZone, language }: ProfileChange) {
	return {
		...(bio === undefined ? {} : { bio }),
		...(website === undefined ? {} : { website }),
		...(timeZone === undefined ? {} : { time_zone: timeZone }),
		...(language === undefined ? {} : { language }),
	};
}
