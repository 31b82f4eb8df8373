// cspell:disable -- German
import { expect, test } from 'vitest';
import { sayTime } from './sighting.ts';

const at = Date.UTC(2026, 4, 3, 12, 5);

test.each([
	['en', 'Europe/Berlin', '3 May 2026 at 14:05 CEST'],
	['de', 'Europe/Berlin', '3. Mai 2026 um 14:05 MESZ'],
	['en', null, '3 May 2026 at 12:05 UTC'],
	['en', 'Mars/Olympus', '3 May 2026 at 12:05 UTC'],
] as const)('says a time in %s for a reader in %s', (locale, timeZone, time) => {
	expect(sayTime(at, locale, timeZone)).toBe(time);
});
