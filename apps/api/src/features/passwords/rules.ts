import { createEstimator } from './estimate.ts';
import { normalizePassword } from './text.ts';

/** How long a password may be, in characters (code points). */
export const PASSWORD_LENGTH = { min: 12, max: 256 } as const;

/** Why a password is refused. Part of the contract: a client says it in the language of its reader. */
export const PASSWORD_FAULTS = {
	too_short: `must have at least ${String(PASSWORD_LENGTH.min)} characters`,
	too_long: `must have at most ${String(PASSWORD_LENGTH.max)} characters`,
	malformed: 'has a character that is cut in half',
	personal: 'must not be made of your e-mail address, your name or the name of this product',
	common: 'is used by many people, or is close to one that is',
	guessable: 'is easily guessed; a few words that have nothing to do with each other are not',
	unchanged: 'is the one you have already',
} as const satisfies Readonly<Record<string, string>>;

/** One of them. */
export type PasswordFault = keyof typeof PASSWORD_FAULTS;

/** Whose password it is to be: what others know of them is guessed first. */
export interface PasswordOwner {
	/** In normal form. */
	readonly email: string;
	readonly name?: string | null;
}

/** What the rules depend on. */
export interface PasswordRulesDeps {
	readonly productName: string;
}

/** What argon2id makes too dear to be tried, and somebody who knows lists of passwords does not get to. */
const GUESSES_MIN = 1e10;
/** A shorter one is in too many words: "anna" is in "savannah". */
const PERSONAL_LENGTH_MIN = 5;

/**
 * The rules for new passwords (NIST SP 800-63B-4, 3.1.1.2; ASVS 5.0, 6.2): long enough, and neither common nor
 * guessable for somebody who knows the person. No rule of digits, signs and capitals, and none of age.
 */
export function createPasswordRules({ productName }: PasswordRulesDeps) {
	const estimate = createEstimator();

	/** What must not be in it as it is, and what counts as known to everybody. */
	function knownOf({ email, name = null }: PasswordOwner) {
		const [local = '', domain = ''] = email.split('@');
		const whole = [email, local, productName, ...(name === null ? [] : [name])].map(plain);
		const parts = [email, productName, name ?? ''].flatMap((text) => text.split(/[^\p{L}\p{N}]+/u));
		return {
			forbidden: whole.filter((text) => text.length >= PERSONAL_LENGTH_MIN),
			known: [...whole, domain, ...parts.map(plain)].filter((text) => text.length > 2),
		};
	}

	return {
		/** What is wrong with a new password for this person; null when nothing is. */
		async check(text: string, owner: PasswordOwner): Promise<PasswordFault | null> {
			const password = normalizePassword(text);
			if (password === null) return 'malformed';
			const { length } = Array.from(password);
			if (length < PASSWORD_LENGTH.min) return 'too_short';
			if (length > PASSWORD_LENGTH.max) return 'too_long';
			const { forbidden, known } = knownOf(owner);
			if (forbidden.some((each) => plain(password).includes(each))) return 'personal';
			const { guesses, isCommon, isPersonal } = await estimate(password, known);
			if (guesses >= GUESSES_MIN) return null;
			if (isPersonal) return 'personal';
			return isCommon ? 'common' : 'guessable';
		},
	};
}

export type PasswordRules = ReturnType<typeof createPasswordRules>;

function plain(text: string): string {
	return text.normalize('NFC').toLowerCase();
}
