import { language, t } from '#lib/language/index.ts';
/** The events of one day of the reader's own zone. */
export interface Day<Event> {
	/** Its first moment, to know it by. */
	readonly key: number;
	readonly name: string;
	readonly events: readonly Event[];
}

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** Puts events under their days, in the order they come. */
export function groupByDay<Event extends { readonly at: string }>(
	events: readonly Event[],
	now: Date,
): Day<Event>[] {
	const days: { key: number; name: string; events: Event[] }[] = [];
	for (const event of events) {
		const at = new Date(event.at);
		const key = startOfDay(at, 0);
		const last = days.at(-1);
		if (last?.key === key) last.events.push(event);
		else days.push({ key, name: nameOf(at, key, now), events: [event] });
	}
	return days;
}

/** "2 hours ago". A clock that is a little behind makes no future of it. */
export function ago(iso: string, now: Date): string {
	const seconds = Math.round((now.getTime() - new Date(iso).getTime()) / 1000);
	if (seconds < MINUTE_SECONDS) return t('just now');
	const relative = new Intl.RelativeTimeFormat(language.locale, { numeric: 'auto' });
	if (seconds < HOUR_SECONDS) return relative.format(-Math.floor(seconds / 60), 'minute');
	if (seconds < DAY_SECONDS) return relative.format(-Math.floor(seconds / HOUR_SECONDS), 'hour');
	const days = Math.round((startOfDay(now, 0) - startOfDay(new Date(iso), 0)) / 1000 / DAY_SECONDS);
	return relative.format(-days, 'day');
}

function nameOf(at: Date, key: number, now: Date): string {
	if (key === startOfDay(now, 0)) return t('Today');
	if (key === startOfDay(now, -1)) return t('Yesterday');
	return at.toLocaleDateString(language.locale, { dateStyle: 'full' });
}

/** Calendar days, not 24 hours: the clocks are changed twice a year. */
function startOfDay(date: Date, offset: number): number {
	return new Date(date.getFullYear(), date.getMonth(), date.getDate() + offset).getTime();
}
