import type { Session } from '@postern/api-client';
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

const METHODS: Readonly<Record<string, string>> = {
	password: 'with a password',
	link: 'with a link from a mail',
	code: 'with a code from a mail',
};

const PHONES: ReadonlySet<string | null> = new Set(['Android', 'iOS']);

/** "Firefox on Linux", or as much of it as is known. */
export function nameOf({ browser, system }: Pick<Session, 'browser' | 'system'>): string {
	if (browser === null && system === null) return 'Unknown browser or program';
	return `${browser ?? 'Unknown browser'}${system === null ? '' : ` on ${system}`}`;
}

/** What stands for the device. */
export function iconOf({ system }: Pick<Session, 'system'>): IconName {
	if (system === null) return 'terminal';
	return PHONES.has(system) ? 'phone' : 'desktop';
}

/** "with a password"; nothing for a way that this page has not heard of. */
export function methodOf({ method }: Pick<Session, 'method'>): string {
	return METHODS[method] ?? '';
}

/**
 * "just now", "5 minutes ago", "2 days ago".
 * @param now milliseconds since 1970, by the clock that wrote `iso`
 */
export function ago(iso: string, now: number): string {
	const pastMs = now - Date.parse(iso);
	if (pastMs < JUST_NOW_MS) return 'just now';
	const seconds = pastMs / SECOND_MS;
	const [unit, length] = UNITS.find(([, each]) => seconds >= each) ?? UNITS[2];
	const format = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
	return format.format(-Math.floor(seconds / length), unit);
}

/** "3 May 2026, 14:05" in the reader's own zone. */
export function exactly(iso: string): string {
	return new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
