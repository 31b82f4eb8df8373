import { type Checked, checkText } from './text.ts';

/** The longest address that is kept, in its normal form. */
export const WEBSITE_LENGTH_MAX = 300;

const NO_ADDRESS = { message: 'must be a web address like https://example.com' };

/**
 * The normal form of a web address (WHATWG URL): ASCII, the host in punycode, so that it shows where it
 * leads. Nothing but http and https, since whoever shows it may make a link of it (`javascript:`), and
 * no user info, which passes for a host (`https://bank.example@evil.example`).
 */
export function checkWebsite(text: string): Checked {
	const checked = checkText(text, { lengthMax: WEBSITE_LENGTH_MAX });
	if (checked.value === undefined) return checked;
	if (!/^https?:\/\//i.test(checked.value) || !URL.canParse(checked.value)) return NO_ADDRESS;
	const { href, username, password } = new URL(checked.value);
	if (username !== '' || password !== '') {
		return { message: 'must not have a user name or a password in it' };
	}
	if (href.length > WEBSITE_LENGTH_MAX) {
		return { message: `must have at most ${WEBSITE_LENGTH_MAX} characters` };
	}
	return { value: href };
}
