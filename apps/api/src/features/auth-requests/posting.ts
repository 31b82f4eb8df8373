import type { Db } from '../../ports/storage.ts';
import type { MailContent } from '../mails/index.ts';
import type { Inner } from './deps.ts';
import type { PasswordlessType, Secrets } from './secrets.ts';

/** What the mail is made from. */
export interface MailSecrets {
	readonly link: string | null;
	readonly code: string | null;
	readonly minutes: number;
}

/** Chooses the mail. It may leave the secrets out, and then nobody can prove anything with the request. */
export type ComposeMail = (secrets: MailSecrets) => MailContent;

/** A mail is on its way; seconds from now. */
export interface Sent {
	readonly authRequestId: string;
	readonly passwordlessType: PasswordlessType;
	readonly expiresIn: number;
	readonly resendAfter: number;
}

/** The mail of an auth request. */
export interface Posting {
	readonly id: string;
	readonly email: string;
	/** The page that takes the link's token from its fragment. */
	readonly linkTarget: string;
	readonly lifeSeconds: number;
	readonly expiresAt: number;
	readonly secrets: Secrets;
	readonly compose: ComposeMail;
}

const MINUTE_SECONDS = 60;

/** Puts the mail of a request into the outbox. */
export async function post(
	trx: Db,
	outbox: Inner['outbox'],
	{ id, email, linkTarget, lifeSeconds, expiresAt, secrets, compose }: Posting,
): Promise<void> {
	await outbox.put(trx, {
		to: email,
		reference: id,
		expiresAt,
		content: compose({
			// In the fragment: it reaches no server's log, no Referer and no scanner's GET (ASVS 5.0, 14.2.1).
			link: secrets.linkToken === null ? null : `${linkTarget}#t=${secrets.linkToken}`,
			code: secrets.code,
			// Rounded down: the mail promises no more than is true.
			minutes: Math.floor(lifeSeconds / MINUTE_SECONDS),
		}),
	});
}
