import { describeUserAgent } from '@postern/user-agent';
import type { Where } from '../../ports/where.ts';
import type { Locale } from './content.ts';

/** When something was done, and from which browser and system as far as they are known. */
export interface Sighting {
	/** Milliseconds since 1970. */
	readonly at: number;
	/** The zone its reader lives in; null for UTC. */
	readonly timeZone: string | null;
	readonly browser: string | null;
	readonly system: string | null;
}

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
	return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
		...{ day: 'numeric', month: 'long', year: 'numeric' },
		...{ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
		timeZone: timeZone ?? 'UTC',
	}).format(at);
}
