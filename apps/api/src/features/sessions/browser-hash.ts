import { hashToken } from '@postern/session-token';
import type { Where } from '../../ports/where.ts';

/**
 * What a browser is known by for one account: whoever reads the database cannot tell that two accounts were
 * used in the same one.
 */
export function browserHashOf(userId: string, browser: string): string {
	return hashToken(`${userId}\0${browser}`);
}

/** The same for a program. It keeps no cookie, and is known by where it runs and what it says it is. */
export function programHashOf(userId: string, { client, userAgent }: Where): string {
	return hashToken(`${userId}\0program\0${client}\0${userAgent ?? ''}`);
}
