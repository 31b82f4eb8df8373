import { randomUUID } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { UserStore } from './store.ts';

/** What accounts need. */
export interface UsersDeps {
	readonly store: UserStore;
	readonly clock: Clock;
}

/** Accounts. */
export function createUsers({ store, clock }: UsersDeps) {
	return {
		/** Adds an account for an address in normal form; null when there is one already. */
		async create(email: string): Promise<{ id: string; email: string } | null> {
			const id = randomUUID();
			return (await store.insert({ id, email, now: clock() })) ? { id, email } : null;
		},

		/** Whether nobody has an account yet. */
		isEmpty: (): Promise<boolean> => store.isEmpty(),
	};
}
