import { type Locale, LOCALES } from './content.ts';

const DEFAULT: Locale = 'en';
/** More than any browser sends; what follows is not read, so that a long header costs no more. */
const LENGTH_MAX = 500;
const RANGES_MAX = 20;
/** A basic language range and its weight (RFC 4647 2.1, RFC 9110 12.4.2). Neither part can go back. */
const RANGE = /^(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8}){0,5})(?:[ \t]*;[ \t]*q=([01](?:\.\d{0,3})?))?$/i;

/**
 * The language to write to somebody whose browser sent this `Accept-Language` (RFC 9110 12.5.4): the
 * supported one with the highest weight, the first named among equals, English when none is wanted.
 * What cannot be read counts as not sent; it never throws.
 */
export function localeOf(acceptLanguage: string | undefined): Locale {
	const ranges = rangesOf(acceptLanguage ?? '');
	let best: Locale = DEFAULT;
	let bestRank = { weight: 0, position: 0 };
	for (const locale of LOCALES) {
		const rank = rankOf(locale, ranges);
		const isEarlier = rank.weight === bestRank.weight && rank.position < bestRank.position;
		if (rank.weight > bestRank.weight || (rank.weight > 0 && isEarlier)) {
			best = locale;
			bestRank = rank;
		}
	}
	return best;
}

/** A language that somebody chose and that was kept, if mails are still written in it. */
export function supportedLocale(language: string | null): Locale | null {
	return LOCALES.find((locale) => locale === language) ?? null;
}

interface Range {
	/** The primary subtag in lower case, or `*`. */
	readonly language: string;
	readonly weight: number;
	readonly position: number;
}

function rangesOf(header: string): readonly Range[] {
	const members = header.slice(0, LENGTH_MAX).split(',');
	// The last one may have been cut in two.
	if (header.length > LENGTH_MAX) members.pop();
	return members.slice(0, RANGES_MAX).flatMap((member, position) => {
		const [, tag, q = '1'] = RANGE.exec(member.trim()) ?? [];
		const weight = Number(q);
		if (tag === undefined || weight > 1) return [];
		return [{ language: tag.toLowerCase().split('-')[0] ?? '', weight, position }];
	});
}

/** The best a language gets; `*` speaks only for those that are not named. */
function rankOf(locale: Locale, ranges: readonly Range[]): { weight: number; position: number } {
	const named = ranges.filter(({ language }) => language === locale);
	const meant = named.length > 0 ? named : ranges.filter(({ language }) => language === '*');
	return meant.reduce((best, range) => (range.weight > best.weight ? range : best), {
		weight: 0,
		position: 0,
	});
}
