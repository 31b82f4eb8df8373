import type { Session } from '@postern/api-client';
import { language, sentence, t } from '#lib/language/index.ts';
import type { IconName } from '#lib/ui/Icon.svelte';

const SECOND_MS = 1_000;
/** Use is written down once a minute: what is younger cannot be told apart. */
const JUST_NOW_MS = 90 * SECOND_MS;

/** The largest unit of which there is at least one, and how many seconds it has. */
const UNITS = [
	['day', 86_400],
	['hour', 3_600],
	['minute', 60],
] as const;

const SIGNED_IN: Readonly<Record<string, string>> = {
	password: sentence('Signed in with a password {when}'),
	link: sentence('Signed in with a link from a mail {when}'),
	code: sentence('Signed in with a code from a mail {when}'),
};

const PHONES: ReadonlySet<string | null> = new Set(['Android', 'iOS']);

/** "Firefox on Linux", or as much of it as is known. */
export function nameOf({ browser, system }: Pick<Session, 'browser' | 'system'>): string {
	if (browser === null && system === null) return t('Unknown browser or program');
	const name = browser ?? t('Unknown browser');
	return system === null ? name : t('{browser} on {system}', { browser: name, system });
}

/** What stands for the device. */
export function iconOf({ system }: Pick<Session, 'system'>): IconName {
	if (system === null) return 'terminal';
	return PHONES.has(system) ? 'phone' : 'desktop';
}

/** "Signed in with a password {when}"; without the way when this page has not heard of it. */
export function signedInBy({ method }: Pick<Session, 'method'>): string {
	return t(SIGNED_IN[method] ?? sentence('Signed in {when}'));
}

/**
 * "just now", "5 minutes ago", "2 days ago".
 * @param now milliseconds since 1970, by the clock that wrote `iso`
 */
export function ago(iso: string, now: number): string {
	const pastMs = now - Date.parse(iso);
	if (pastMs < JUST_NOW_MS) return t('just now');
	const seconds = pastMs / SECOND_MS;
	const [unit, length] = UNITS.find(([, each]) => seconds >= each) ?? UNITS[2];
	const format = new Intl.RelativeTimeFormat(language.locale, { numeric: 'always' });
	return format.format(-Math.floor(seconds / length), unit);
}

/** "3 May 2026, 14:05" in the reader's own zone. */
export function exactly(iso: string): string {
	return new Date(iso).toLocaleString(language.locale, { dateStyle: 'medium', timeStyle: 'short' });
}

/** "From Berlin, Germany (192.0.2.7)", as far as it is known. */
export function placeOf({ client, place }: Pick<Session, 'client' | 'place'>): string {
	if (client === null) return t('Address not known');
	const address = place === null ? client : `${place} (${client})`;
	return t('From {address}', { address });
}
