import type { Static } from 'typebox';
import type { ProfileChanges } from './schemas.ts';
import { type Checked, checkText } from './text.ts';
import { checkTimeZone } from './time-zone.ts';
import { checkWebsite } from './website.ts';

/** The longest name and bio, in characters. */
export const NAME_LENGTH_MAX = 100;
export const BIO_LENGTH_MAX = 500;

/** What is wrong with one field. */
export interface FieldFault {
	readonly path: string;
	readonly message: string;
}

/** Changes in the form in which they are stored. */
export type CheckedChanges = Static<typeof ProfileChanges>;

type TextField = Exclude<keyof CheckedChanges, 'language'>;

const CHECKS: Readonly<Record<TextField, (text: string) => Checked<string | null>>> = {
	name: checkName,
	bio(text) {
		const checked = checkText(text, { lengthMax: BIO_LENGTH_MAX, isMultiline: true });
		return checked.value === '' ? { value: null } : checked;
	},
	website: checkWebsite,
	timeZone: checkTimeZone,
};

/** A person's name in the form in which it is stored, or what is wrong with it. */
export function checkName(text: string): Checked {
	const checked = checkText(text, { lengthMax: NAME_LENGTH_MAX });
	return checked.value === '' ? { message: 'must not be empty; null removes it' } : checked;
}

/**
 * Judges all named fields by what the schema cannot say, so that a form hears of all its faults at once,
 * and brings them into the form in which they are stored.
 */
export function checkChanges(
	wanted: CheckedChanges,
): { readonly changes: CheckedChanges } | { readonly faults: readonly FieldFault[] } {
	const changes: CheckedChanges = { ...wanted };
	const faults: FieldFault[] = [];
	for (const path of Object.keys(CHECKS) as TextField[]) {
		const text = wanted[path];
		if (text === undefined || text === null) continue;
		const checked = CHECKS[path](text);
		if (checked.value === undefined) faults.push({ path, message: checked.message });
		else changes[path] = checked.value;
	}
	return faults.length > 0 ? { faults } : { changes };
}
