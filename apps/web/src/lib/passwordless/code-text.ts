/** How many digits a code has. */
export const CODE_LENGTH = 6;

// Full-width digits as East Asian keyboards write them, and the two sets of Arabic ones. The last four bits
// of each are its value.
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]/g;
// Two groups of three, as mails and people write them, and no part of a longer number.
const CODE = /(?<!\d)(\d{3})[\s\p{Pd}]?(\d{3})(?!\d)/u;

/** The digits of a text, as ASCII. */
export function digitsOf(text: string): string {
	return ascii(text).replace(/\D/g, '');
}

/** The code in a text that was pasted: "123 456", "123-456", a whole sentence. Null when there is none. */
export function findCode(text: string): string | null {
	const [, first, second] = CODE.exec(ascii(text)) ?? [];
	if (first !== undefined && second !== undefined) return first + second;
	const digits = digitsOf(text);
	return digits.length === CODE_LENGTH ? digits : null;
}

/** What a field holds, and where its caret is. */
export interface FieldText {
	readonly text: string;
	readonly caret: number;
}

/**
 * The digits that stay after something was typed, filled in or dropped into the field.
 * @param inserted what came in, where the browser says so
 */
export function afterInput({ text, caret }: FieldText, inserted: string | null): FieldText {
	const whole = inserted === null ? null : findCode(inserted);
	if (whole !== null) return { text: whole, caret: CODE_LENGTH };
	const digits = digitsOf(text);
	const at = digitsOf(text.slice(0, caret)).length;
	// Typing into a full field overwrites what follows the caret.
	const over = Math.max(0, digits.length - CODE_LENGTH);
	const kept = digits.slice(0, at) + digits.slice(at + over);
	return { text: kept.slice(0, CODE_LENGTH), caret: Math.min(at, CODE_LENGTH) };
}

function ascii(text: string): string {
	return text.replace(OTHER_DIGITS, (digit) => String(digit.charCodeAt(0) & 15));
}
