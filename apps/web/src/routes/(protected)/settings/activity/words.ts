import type { ActivityEvent } from '@postern/api-client';
import { sentence, t } from '#lib/language/index.ts';

type Told = Pick<ActivityEvent, 'name' | 'method'>;
type Picture = 'alert' | 'check' | 'door' | 'eye' | 'mail';
type Line = readonly [icon: Picture, text: string];

const SIGNED_IN: Record<NonNullable<ActivityEvent['method']>, string> = {
	password: sentence('Signed in with a password'),
	link: sentence('Signed in with a link from a mail'),
	code: sentence('Signed in with a code from a mail'),
};

/** What each event means to the person whose account it is. The compiler wants every name. */
const LINES: Record<ActivityEvent['name'], Line> = {
	signed_in: ['check', sentence('Signed in')],
	account_created: ['check', sentence('Your account was made')],
	address_verified: ['check', sentence('Your e-mail address was verified')],
	unproven_password_removed: [
		'alert',
		sentence('The password was removed: it was set before your address was verified'),
	],
	new_browser: ['alert', sentence('That was a new browser, and you were sent a mail about it')],
	sign_in_disowned: ['door', sentence('You said that a sign-in was not you; it was ended')],
	registration_mail_asked: ['mail', sentence('Somebody wanted to register with your address')],
	registration_mail_asked_again: [
		'mail',
		sentence('Another mail to register with your address was asked for'),
	],
	verification_mail_asked: ['mail', sentence('A mail to verify your address was asked for')],
	verification_mail_asked_again: [
		'mail',
		sentence('Another mail to verify your address was asked for'),
	],
	signed_out: ['door', sentence('Signed out')],
	session_revoked: [
		'door',
		sentence('A session was ended, from another one or by a change of your account'),
	],
	session_ended_by_operator: [
		'door',
		sentence('A session was ended by those who run this service'),
	],
	session_renewed: [
		'check',
		sentence('A session went on with new keys, since your account changed'),
	],
	session_replaced: [
		'door',
		sentence('A session was ended by another sign-in in the same browser'),
	],
	session_over_limit: [
		'door',
		sentence('Your oldest session was ended, to make room for a new one'),
	],
	password_set: ['check', sentence('A password was set for your account')],
	password_changed: ['check', sentence('Your password was changed')],
	password_removed: ['check', sentence('Your password was removed')],
	password_reset: ['check', sentence('A new password was chosen with a link from a mail')],
	password_reset_asked: ['mail', sentence('A mail to choose a new password was asked for')],
	sign_in_mail_asked: ['mail', sentence('A sign-in mail was asked for')],
	sign_in_mail_asked_again: ['mail', sentence('Another sign-in mail was asked for')],
	mails_limited: ['alert', sentence('Too many mails were asked for, so none was sent')],
	password_wrong: ['alert', sentence('Somebody typed a wrong password for your account')],
	code_wrong: ['alert', sentence('Somebody typed a wrong code for your account')],
	code_tries_spent: [
		'alert',
		sentence('A code was refused, after too many wrong ones for the same mail'),
	],
	guesses_limited: [
		'alert',
		sentence('A code or password was refused, after too many wrong ones in an hour'),
	],
	link_other_browser: [
		'alert',
		sentence('A sign-in link was opened in a browser that had not asked for it'),
	],
	link_expired: ['alert', sentence('A sign-in link was opened after it had expired')],
	link_used: ['alert', sentence('A sign-in link was opened once more after it had been used')],
	reset_link_refused: [
		'alert',
		sentence('A link to choose a new password was opened after it had expired or been used'),
	],
	data_exported: ['eye', sentence('A copy of your data was taken')],
	email_change_asked: ['mail', sentence('Another e-mail address was asked for')],
	email_changed: ['check', sentence('Your e-mail address was changed')],
	email_change_undone: ['check', sentence('Your old e-mail address was restored')],
	deletion_asked: ['alert', sentence('The deletion of your account was asked for')],
	deletion_undone: ['check', sentence('Your account was kept from being deleted')],
	database_restored: ['alert', sentence('The database was restored from a copy')],
	account_deleted: ['alert', sentence('Your account was deleted')],
	account_disabled: [
		'alert',
		sentence('Somebody tried to sign in while your account was disabled'),
	],
};

/** A newer API may know more than this page. */
const UNKNOWN: Line = ['eye', sentence('Something else happened to your account')];

/** The event as a sentence, and the picture beside it. */
export function tell({ name, method }: Told): { icon: Picture; sentence: string } {
	const [icon, text] = Object.hasOwn(LINES, name) ? LINES[name] : UNKNOWN;
	const isHowKnown = name === 'signed_in' && method !== undefined;
	return { icon, sentence: t(isHowKnown ? SIGNED_IN[method] : text) };
}

/** "Firefox on Linux", as far as it is known. */
export function device({ browser, system }: Pick<ActivityEvent, 'browser' | 'system'>): string {
	const name = browser ?? t('Unknown browser');
	return system === null ? name : t('{browser} on {system}', { browser: name, system });
}
