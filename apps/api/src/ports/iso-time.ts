import { DAY_MS, SECOND_MS } from './clock.ts';

const PAIRS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const DAYS_MAX = 1000;
/** How days begin: `2030-01-01T`. Calendars are hard, so each is asked of `Date` once. */
const days = new Map<number, string>();

/**
 * A time as the wire has it (RFC 3339, in UTC), the same text as `Date.prototype.toISOString`, which takes
 * ten times as long: half of what a list of twenty costs.
 * @param ms whole milliseconds since 1970
 */
export function isoTime(ms: number): string {
	const day = Math.floor(ms / DAY_MS);
	const ofDay = ms - day * DAY_MS;
	const seconds = Math.floor(ofDay / SECOND_MS);
	const minutes = Math.floor(seconds / 60);
	const time = `${pair(Math.floor(minutes / 60))}:${pair(minutes % 60)}:${pair(seconds % 60)}`;
	return `${beginOf(day)}${time}.${String(ofDay - seconds * SECOND_MS).padStart(3, '0')}Z`;
}

function pair(number: number): string {
	return PAIRS[number] as string;
}

function beginOf(day: number): string {
	let begin = days.get(day);
	if (begin === undefined) {
		if (days.size >= DAYS_MAX) days.clear();
		begin = new Date(day * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length);
		days.set(day, begin);
	}
	return begin;
}
