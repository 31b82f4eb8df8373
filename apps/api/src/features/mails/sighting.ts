import { describeUserAgent } from '@postern/user-agent';
import type { Where } from '../../ports/where.ts';
import type { Sighting } from './account-content.ts';
import type { Locale } from './languages.ts';

/** What a mail may say of where a request came from: names that are known, and nothing the browser sent. */
export function sightingOf(
	where: Pick<Where, 'userAgent'>,
	at: number,
	timeZone: string | null,
): Sighting {
	return { at, timeZone, ...describeUserAgent(where.userAgent) };
}

/** A time as a person reads it, with its zone: a mail is read anywhere. */
export function sayTime(at: number, locale: Locale, timeZone: string | null): string {
	const format = (zone: string) =>
		new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
			...{ day: 'numeric', month: 'long', year: 'numeric' },
			...{ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
			timeZone: zone,
		}).format(at);
	try {
		return format(timeZone ?? 'UTC');
	} catch {
		// Chosen on a machine that knew more zones than this one.
		return format('UTC');
	}
}
