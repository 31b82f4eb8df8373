/** A text as it is stored, or what is wrong with it: a sentence's end that goes on from the field's name. */
export type Checked<Value = string> =
	{ readonly value: Value } | { readonly value?: never; readonly message: string };

/** What a text may be. */
export interface TextRule {
	/** Counted in characters (code points), after normalising. */
	readonly lengthMax: number;
	/** Whether it may have more than one line. */
	readonly isMultiline?: boolean;
}

/** No composed character is longer in pieces than four code points, and none of those than two units. */
const UNITS_PER_CHARACTER_MAX = 8;
/** Unicode's longest spaces around a text that is not too long itself. */
const OUTER_UNITS_MAX = 200;

/** Controls, line separators, and code points that are no characters. */
const NO_TEXT = /[\p{Cc}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u;
/**
 * What nobody sees: joiners, fillers, soft hyphens, marks and overrides of the direction, tags, annotation
 * marks. With them two names look alike that are not, and a text reads otherwise than it is written
 * (Unicode TR 36, CVE-2021-42574).
 */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u;
/** Scripts whose letters are spelled with joiners between them (Unicode 17, 9.2 and 12.1; RFC 5892, A.1). */
const JOINING = [
	...['Arab', 'Syrc', 'Nkoo', 'Mong', 'Deva', 'Beng', 'Guru', 'Gujr'],
	...['Orya', 'Taml', 'Telu', 'Knda', 'Mlym', 'Sinh', 'Khmr', 'Mymr'],
]
	.map((script) => `\\p{Script_Extensions=${script}}`)
	.join('');
/** What cannot be seen by itself, where it changes what is seen. */
const SEEN_WHERE_IT_STANDS = new RegExp(
	[
		// Persian half-spaces, and conjuncts of India.
		`(?<=[${JOINING}])[\\u200c\\u200d](?=[${JOINING}])`,
		// Families, professions, rainbows.
		'(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})',
		// Symbols in black and white or in colour, and keys.
		'(?<=[\\p{Emoji}--[0-9#*]])[\\ufe0e\\ufe0f]',
		'(?<=[0-9#*])\\ufe0f(?=\\u20e3)',
		// The ways to write one ideograph, which Japanese names insist on.
		'(?<=\\p{Script=Han})[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]',
		'(?<=\\p{Script=Mongolian})[\\u180b-\\u180d\\u180f]',
		// The flags of England, Scotland and Wales.
		'\\p{RGI_Emoji_Tag_Sequence}',
	].join('|'),
	'gv',
);
/** More marks on one letter than any language has (Unicode TR 15, Stream-Safe Text Format). */
const TOO_MANY_MARKS = /\p{M}{31}/u;
const NO_CONTROLS = 'must not have tabs or other controls in it';
const NO_LINES = 'must be one line, without tabs or other controls';
const UNSEEN_INSIDE = 'has a character in it that cannot be seen; type it instead of pasting it';
/** Characters that leave the page white, alone or together. U+2800 is a Braille pattern without a dot. */
const BLANK = /^[\p{White_Space}\u2800]*$/u;

/**
 * Brings a text that a person wrote into the form in which it is stored: NFC, without outer spaces. What
 * is blank comes out empty.
 */
export function checkText(text: string, { lengthMax, isMultiline = false }: TextRule): Checked {
	const tooLong = { message: `must have at most ${lengthMax} characters` };
	// Both before normalising: with 64 KB of marks on one letter that takes a second.
	if (text.length > UNITS_PER_CHARACTER_MAX * lengthMax + OUTER_UNITS_MAX) return tooLong;
	if (TOO_MANY_MARKS.test(text)) return { message: 'has too many marks on one letter' };
	const normal = (isMultiline ? text.replaceAll('\r\n', '\n') : text).normalize('NFC');
	const fault = faultOf(normal, isMultiline);
	if (fault !== null) return { message: fault };
	if (BLANK.test(normal)) return { value: '' };
	const value = normal.trim();
	return Array.from(value).length > lengthMax ? tooLong : { value };
}

/** What is in a text that no text may have in it. */
function faultOf(text: string, isMultiline: boolean): string | null {
	if (!text.isWellFormed()) return 'has half a character in it; remove it';
	const line = isMultiline ? text.replaceAll('\n', '') : text;
	if (NO_TEXT.test(line)) return isMultiline ? NO_CONTROLS : NO_LINES;
	const seen = text.replaceAll(SEEN_WHERE_IT_STANDS, '');
	return UNSEEN.test(seen) ? UNSEEN_INSIDE : null;
}
