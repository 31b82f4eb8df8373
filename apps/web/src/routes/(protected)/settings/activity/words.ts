import type { ActivityEvent } from '@postern/api-client';

type Told = Pick<ActivityEvent, 'name' | 'method'>;
type Picture = 'alert' | 'check' | 'door' | 'eye' | 'mail';
type Line = readonly [icon: Picture, sentence: string];

const WITH: Record<NonNullable<ActivityEvent['method']>, string> = {
	password: 'with a password',
	link: 'with a link from a mail',
	code: 'with a code from a mail',
};

/** What each event means to the person whose account it is. The compiler wants every name. */
const LINES: Record<ActivityEvent['name'], Line> = {
	signed_in: ['check', 'Signed in'],
	account_created: ['check', 'Your account was made'],
	signed_out: ['door', 'Signed out'],
	session_revoked: ['door', 'A session was ended, from another one or by a change of your account'],
	session_renewed: ['check', 'A session went on with new keys, since your account changed'],
	session_replaced: ['door', 'A session was ended by another sign-in in the same browser'],
	session_over_limit: ['door', 'Your oldest session was ended, to make room for a new one'],
	sign_in_mail_asked: ['mail', 'A sign-in mail was asked for'],
	sign_in_mail_asked_again: ['mail', 'Another sign-in mail was asked for'],
	mails_limited: ['alert', 'Too many sign-in mails were asked for, so none was sent'],
	password_wrong: ['alert', 'Somebody typed a wrong password for your account'],
	code_wrong: ['alert', 'Somebody typed a wrong code for your account'],
	code_tries_spent: ['alert', 'A code was refused, after too many wrong ones for the same mail'],
	guesses_limited: ['alert', 'A code was refused, after too many wrong ones in an hour'],
	link_other_browser: ['alert', 'A sign-in link was opened in a browser that had not asked for it'],
	link_expired: ['alert', 'A sign-in link was opened after it had expired'],
	link_used: ['alert', 'A sign-in link was opened once more after it had been used'],
	account_disabled: ['alert', 'Somebody tried to sign in while your account was disabled'],
};

/** A newer API may know more than this page. */
const UNKNOWN: Line = ['eye', 'Something else happened to your account'];

/** The event as a sentence, and the picture beside it. */
export function tell({ name, method }: Told): { icon: Picture; sentence: string } {
	const [icon, sentence] = Object.hasOwn(LINES, name) ? LINES[name] : UNKNOWN;
	const how = name === 'signed_in' && method !== undefined ? ` ${WITH[method]}` : '';
	return { icon, sentence: sentence + how };
}

/** "Firefox on Linux", as far as it is known. */
export function device({ browser, system }: Pick<ActivityEvent, 'browser' | 'system'>): string {
	return `${browser ?? 'Unknown browser'}${system === null ? '' : ` on ${system}`}`;
}
