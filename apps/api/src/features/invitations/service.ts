import { type Clock, DAY_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import type { Locale } from '../mails/index.ts';
import type { Outbox } from '../outbox/index.ts';
import type { InvitationStore } from './store.ts';

/** What invitations need. */
export interface InvitationsDeps {
	readonly store: InvitationStore;
	readonly outbox: Pick<Outbox, 'put'>;
	readonly clock: Clock;
	readonly signInUrl: string;
}

/** How long the mail of an invitation is tried; the invitation itself does not expire. */
const MAIL_LIFE_DAYS = 2;

/** Who may make an account while sign-up is by invitation. */
export function createInvitations({ store, outbox, clock, signInUrl }: InvitationsDeps) {
	return {
		/** Invites an address in normal form and mails it how to sign in. */
		invite: (email: string, locale: Locale): Promise<void> =>
			store.transaction(async (trx) => {
				const now = clock();
				await store.insert(trx, email, now);
				await outbox.put(trx, {
					to: email,
					reference: `invitation:${email}`,
					expiresAt: now + MAIL_LIFE_DAYS * DAY_MS,
					content: { template: 'invitation', locale, data: { signInUrl } },
				});
			}),

		/** Whether an invitation waits for this address. */
		isOpen: (email: string): Promise<boolean> => store.isOpen(email),

		/** Takes an invitation for the account that is being made; false when none waits. */
		accept: (trx: Db, email: string): Promise<boolean> => store.accept(trx, email, clock()),
	};
}

export type Invitations = ReturnType<typeof createInvitations>;
