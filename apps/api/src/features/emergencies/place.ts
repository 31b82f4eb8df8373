import type { Whereabouts } from '../../ports/storage.ts';
import type { DatabaseOriginTable } from './table.ts';

const BETWEEN = '/';

/** Where the database lives, as its row keeps it. */
export function placeOf({ livesAt, timeline }: Whereabouts) {
	return { lives_at: livesAt.map((part) => part ?? '').join(BETWEEN), timeline };
}

/** Whether two places are one; a part that one of them does not tell is no difference. */
export function isSamePlace(known: Place, here: Place): boolean {
	const parts = here.lives_at.split(BETWEEN);
	const others = known.lives_at.split(BETWEEN);
	return (
		parts.length === others.length &&
		parts.every((part, at) => part === '' || others[at] === '' || part === others[at])
	);
}

/** Whether the engine went on from an older state since. */
export function isSameTimeline(known: Place, here: Place): boolean {
	return known.timeline === null || here.timeline === null || known.timeline === here.timeline;
}

type Place = Pick<DatabaseOriginTable, 'lives_at' | 'timeline'>;
