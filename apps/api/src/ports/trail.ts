import type { Db } from './storage.ts';
import type { Where } from './where.ts';

interface Kind {
	readonly outcome: 'success' | 'failure';
	/**
	 * Whether somebody without an account can make it happen. What strangers can do without end, is not kept
	 * without end.
	 */
	readonly isOpenToStrangers: boolean;
	readonly sentence: string;
}

/**
 * Everything the trail can say, and nothing else. docs/security-events.md repeats it, and a test compares the
 * two. A name keeps its meaning for ever and is never reused: rows of years ago have it.
 */
export const SECURITY_EVENTS = {
	signed_in: succeeded('Somebody signed in, and a session was started.'),
	account_created: succeeded('The first sign-in with this address made the account.'),
	address_verified: succeeded(
		'Somebody proved for the first time that they read the mail of the address.',
	),
	unproven_password_removed: succeeded(
		'The password was removed: it had been set before anybody proved to read the mail of the address.',
	),
	signed_out: succeeded('The session was ended by signing out.'),
	session_revoked: succeeded(
		'The session was ended from another one in the list of sessions, or since the account changed.',
	),
	session_ended_by_operator: succeeded(
		'The session was ended by those who run the service, for everybody or for this account.',
	),
	session_renewed: succeeded(
		'The session took the place of an older one, since the account changed.',
	),
	session_replaced: succeeded('The session was ended by another sign-in in the same browser.'),
	session_over_limit: succeeded(
		'The session was ended as the oldest, since a new one was one too many.',
	),
	new_browser: succeeded(
		'The sign-in came from a browser that the account did not know, and its owner was mailed.',
	),
	sign_in_disowned: succeeded(
		'Whoever reads the mail of the account said that a sign-in was not theirs; its browser was signed out.',
	),
	password_set: succeeded('A password was set for an account that had none.'),
	password_changed: succeeded('The password was changed.'),
	password_removed: succeeded('The password was removed.'),
	password_reset: succeeded('A new password was chosen with the link of a mail.'),
	password_reset_asked: {
		outcome: 'success',
		isOpenToStrangers: true,
		sentence: 'Somebody asked for a mail to choose a new password with.',
	},
	sign_in_mail_asked: {
		outcome: 'success',
		isOpenToStrangers: true,
		sentence: 'Somebody asked for a sign-in mail to the address.',
	},
	sign_in_mail_asked_again: {
		outcome: 'success',
		isOpenToStrangers: true,
		sentence: 'Whoever had asked for a sign-in mail asked for another one.',
	},
	registration_mail_asked: {
		outcome: 'success',
		isOpenToStrangers: true,
		sentence: 'Somebody asked to register the address.',
	},
	registration_mail_asked_again: {
		outcome: 'success',
		isOpenToStrangers: true,
		sentence: 'Whoever had asked to register the address asked for another mail.',
	},
	verification_mail_asked: succeeded('The person asked for a mail to verify the address with.'),
	verification_mail_asked_again: succeeded(
		'The person asked for another mail to verify the address with.',
	),
	mails_limited: failed('A mail was refused: too many were asked for.'),
	password_wrong: failed('A wrong password was typed for the address.'),
	code_wrong: failed('A wrong code was typed.'),
	code_tries_spent: failed('A code was refused unseen: the tries of its mail were all spent.'),
	guesses_limited: failed(
		'A code or a password was refused unseen: too many were typed for the address.',
	),
	link_other_browser: failed('A sign-in link was opened in a browser that had not asked for it.'),
	link_expired: failed('A sign-in link was opened after it had expired.'),
	link_used: failed('A sign-in link was opened after it, or the code beside it, had been used.'),
	data_exported: succeeded('Somebody took a copy of everything that is kept about the person.'),
	email_change_asked: succeeded('Somebody asked to give the account another address.'),
	email_changed: succeeded('The account got another address, whose mailbox was proven.'),
	email_change_undone: succeeded('The account got its old address back, from a mail to that one.'),
	database_restored: succeeded(
		'The database was restored from a copy, and all sessions and codes in it were ended.',
	),
	deletion_asked: succeeded('Somebody asked to have the account deleted.'),
	deletion_undone: succeeded(
		'The account was kept from being deleted, by a sign-in or with its old address.',
	),
	account_deleted: succeeded('The account was deleted, since its time had come.'),
	reset_link_refused: failed(
		'A link to choose a new password was opened after it had expired or been used.',
	),
	account_disabled: failed('Somebody proved who they are, and the account is disabled.'),
} as const satisfies Readonly<Record<string, Kind>>;

/** The name of something that is recorded. */
export type SecurityEventName = keyof typeof SECURITY_EVENTS;

/** The names of what went wrong. */
export type FailureName = {
	[Name in SecurityEventName]: (typeof SECURITY_EVENTS)[Name]['outcome'] extends 'failure'
		? Name
		: never;
}[SecurityEventName];

/** Something that happened to an account. It has no room for a secret, and none may be put into it. */
export interface SecurityEvent<Name extends SecurityEventName = SecurityEventName> {
	readonly name: Name;
	/** Whose: by the account's id, or by an address in normal form that may belong to nobody. */
	readonly account: { readonly userId: string } | { readonly email: string | null };
	/** The session it happened to, if it did to one. */
	readonly sessionId?: string;
	/** How the person proved who they are, where they did. */
	readonly method?: 'password' | 'link' | 'code';
}

/** Where what happened to accounts is written down. */
export interface Trail {
	/**
	 * Writes an event down in the transaction that makes it happen: both or neither.
	 * @param where null when nobody's request did it
	 * @throws when it cannot be written, and the transaction must end with that
	 */
	record(trx: Db, event: SecurityEvent, where: Where | null): Promise<void>;
	/**
	 * Writes down that something was refused, once no transaction is open. It never fails: the answer to the
	 * one who was refused does not depend on it.
	 */
	recordFailure(event: SecurityEvent<FailureName>, where: Where): Promise<void>;
}

function succeeded(sentence: string) {
	return { outcome: 'success', isOpenToStrangers: false, sentence } as const;
}

function failed(sentence: string) {
	return { outcome: 'failure', isOpenToStrangers: true, sentence } as const;
}
