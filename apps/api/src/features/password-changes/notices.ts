import { randomUUID } from 'node:crypto';
import { type Clock, DAY_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import type { Where } from '../../ports/where.ts';
import { type Locale, type PasswordChange, sightingOf, supportedLocale } from '../mails/index.ts';
import type { Outbox } from '../outbox/index.ts';
import type { Account } from '../users/index.ts';

/** What telling people about their password needs. */
export interface NoticesDeps {
	readonly outbox: Pick<Outbox, 'put'>;
	readonly clock: Clock;
	readonly webUrl: string;
}

/** Who did something, and in which language they read as far as their browser says. */
export interface Actor {
	readonly where: Where;
	readonly locale: Locale;
}

/** How long the mail is tried. */
const MAIL_LIFE_DAYS = 2;

/** Where somebody asks for a new password. */
export const forgotUrlOf = (webUrl: string): string => `${webUrl}/sign-in/forgot`;

/** The language an account is written to in. */
export const localeFor = (account: Pick<Account, 'language'> | null, { locale }: Actor): Locale =>
	supportedLocale(account?.language ?? null) ?? locale;

/**
 * Makes the function that tells the owner of an account what was done to its password, in the transaction
 * that does it (ASVS 5.0, 6.3.7): whoever did not do it has to learn of it.
 */
export function createTellOwner({ outbox, clock, webUrl }: NoticesDeps) {
	return async function tellOwner(
		trx: Db,
		change: PasswordChange,
		owner: { readonly email: string; readonly account: Account | null },
		actor: Actor,
	): Promise<void> {
		const at = clock();
		const seen = sightingOf(actor.where, at, owner.account?.timeZone ?? null);
		await outbox.put(trx, {
			to: owner.email,
			reference: `password:${randomUUID()}`,
			expiresAt: at + MAIL_LIFE_DAYS * DAY_MS,
			content: {
				template: 'password-changed',
				locale: localeFor(owner.account, actor),
				data: { change, seen, forgotUrl: forgotUrlOf(webUrl) },
			},
		});
	};
}
