import type { Locale, MailData } from '../content.ts';
import type { Block } from '../blocks.ts';
import type { AccountTexts } from '../account-texts.ts';
import { sayTime } from '../sighting.ts';
import type { PasswordTexts } from './texts.ts';

/** What stands in a mail between its first sentence and its footer. */
interface Said {
	readonly texts: PasswordTexts;
	readonly seen: AccountTexts['seen'];
	readonly locale: Locale;
}

/** A link to a new password. */
export function resetBlocks(data: MailData['password-reset'], { texts: { reset } }: Said): Block[] {
	return [
		{ kind: 'paragraph', text: reset.advice },
		{ kind: 'link', label: reset.button, url: data.link },
		{ kind: 'quiet', text: reset.goodFor(Math.max(1, Math.floor(data.minutes))) },
	];
}

/** Nobody's password can be reset with this address. */
export function nothingToResetBlocks(
	data: MailData['no-password-to-reset'],
	{ texts: { nothingToReset } }: Said,
): Block[] {
	return [
		{ kind: 'paragraph', text: nothingToReset.advice },
		{ kind: 'link', label: nothingToReset.button, url: data.forgotUrl },
	];
}

/** The password is not what it was. */
export function changedBlocks(
	data: MailData['password-changed'],
	{ texts, seen, locale }: Said,
): Block[] {
	const { at, timeZone, browser, system } = data.seen;
	return [
		{ kind: 'quiet', text: seen(sayTime(at, locale, timeZone), browser, system) },
		{ kind: 'paragraph', text: texts.notYou },
		{ kind: 'link', label: texts.button, url: data.forgotUrl },
	];
}
