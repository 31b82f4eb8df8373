import { language, sentence } from '#lib/language/index.ts';
/** Time zones of one part of the world. */
export interface ZoneGroup {
	/** A sentence. */
	readonly name: string;
	readonly options: readonly { readonly value: string; readonly name: string }[];
}

/** As the names of the zones begin; those of no part of the world begin with their own names. */
const PARTS: Readonly<Record<string, string>> = {
	'': sentence('World'),
	Africa: sentence('Africa'),
	America: sentence('America'),
	Antarctica: sentence('Antarctica'),
	Arctic: sentence('Arctic'),
	Asia: sentence('Asia'),
	Atlantic: sentence('Atlantic'),
	Australia: sentence('Australia'),
	Europe: sentence('Europe'),
	Indian: sentence('Indian Ocean'),
	Pacific: sentence('Pacific'),
};

/** The time zone of this browser; null where it does not tell. */
export function browserTimeZone(): string | null {
	const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
	return timeZone && timeZone !== 'Etc/Unknown' ? timeZone : null;
}

/**
 * All time zones by part of the world, for a list to choose from.
 * @param others must be in it, too: the API may have another name for a zone than this browser
 */
export function timeZoneGroups(...others: readonly (string | null)[]): readonly ZoneGroup[] {
	const named = others.filter((zone) => zone !== null && zone !== '');
	const all = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', ...named])] as string[];
	const groups = new Map<string, string[]>();
	for (const zone of all.sort()) {
		const part = zone.includes('/') ? (zone.split('/')[0] ?? '') : '';
		groups.set(part, [...(groups.get(part) ?? []), zone]);
	}
	return [...groups].map(([part, zones]) => ({
		name: PARTS[part] ?? part,
		options: zones.map((value) => ({ value, name: placeOf(value) })),
	}));
}

/** What the clocks of a zone show, like "14:05" or "14:05, Tuesday" where the day is another one than here. */
export function timeIn(timeZone: string, now: Date): string | null {
	try {
		const time = now.toLocaleTimeString(language.locale, { timeZone, timeStyle: 'short' });
		const day = now.toLocaleDateString(language.locale, { timeZone, weekday: 'long' });
		const isToday = day === now.toLocaleDateString(language.locale, { weekday: 'long' });
		return isToday ? time : `${time}, ${day}`;
	} catch {
		// The API knows a zone that this browser does not.
		return null;
	}
}

/** "Buenos Aires, Argentina" for "America/Argentina/Buenos_Aires". */
function placeOf(zone: string): string {
	const [first = '', ...rest] = zone.replaceAll('_', ' ').split('/');
	return rest.length === 0 ? first : rest.toReversed().join(', ');
}
