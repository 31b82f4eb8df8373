import { Problem } from '@postern/api-client';
import { fieldError } from '#lib/forms/field-errors.ts';
import { sentence, t } from '#lib/language/index.ts';

/** As the API counts: characters, not the halves that some of them have. It alone knows the other rules. */
const LENGTH_MIN = 12;
const LENGTH_MAX = 256;
/** Far beyond what the API takes: it says so, where a field that cuts off would not. */
export const TYPED_MAX = 1000;

/** Why a password is refused, by the reason the API gives. */
const FAULTS: Readonly<Record<string, string>> = {
	too_short: sentence('Use at least 12 characters.'),
	too_long: sentence('Use at most 256 characters.'),
	common: sentence('Too many people use one like it.'),
	guessable: sentence('This is easy to guess. Use a few unrelated words.'),
	personal: sentence('Leave out your address, your name and the name of this site.'),
	unchanged: sentence('This is the one you have already.'),
	malformed: sentence('There is half a character in it. Type it again.'),
};

const lengthOf = (password: string): number => Array.from(password.normalize('NFC')).length;

/** What can be said of a new password without asking anybody; undefined when nothing is wrong so far. */
export function faultAtHome(password: string): string | undefined {
	if (password === '') return t('Type a new password.');
	const length = lengthOf(password);
	if (length < LENGTH_MIN) return t(FAULTS['too_short'] ?? '');
	return length > LENGTH_MAX ? t(FAULTS['too_long'] ?? '') : undefined;
}

/** What helps while it is typed. */
export function newPasswordHint(password: string): string {
	const missing = LENGTH_MIN - lengthOf(password);
	if (password === '' || missing >= LENGTH_MIN) {
		return t('At least 12 characters, like four words.');
	}
	if (missing === 1) return t('One more character.');
	return missing > 0 ? t('{count} more characters.', { count: missing }) : t('Long enough.');
}

/** What the API has against a field, in the language of the app. */
export function faultOf(error: unknown, path: string): string | undefined {
	if (!(error instanceof Problem) || error.code !== 'invalid_request') return undefined;
	const found = error.errors.find((each) => each.path === path);
	if (!found) return undefined;
	const fault = FAULTS[found.reason ?? ''];
	return fault === undefined ? fieldError(`This ${found.message}.`) : t(fault);
}
