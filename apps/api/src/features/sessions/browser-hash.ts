import { hashToken } from '@postern/session-token';
import type { Where } from '../../ports/where.ts';

/**
 * What a browser is known by for one account: whoever reads the database cannot tell that two accounts were
 * used in the same one. A program keeps no cookie; it is known by where it runs and what it says it is.
 */
export function browserHashOf(userId: string, browser: string | null, where: Where): string {
	const mark = browser ?? `program\0${where.client}\0${where.userAgent ?? ''}`;
	return hashToken(`${userId}\0${mark}`);
}
