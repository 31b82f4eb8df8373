import { createHash } from 'node:crypto';
import type { CheckedSession } from '../sessions/index.ts';

/** What a client needs to know of its session to notice that something is other than it was. */
export interface SessionState {
	/** The session's id. */
	readonly id: string;
	/** Changes with what `GET /users/me` answers, and says nothing else. */
	readonly account: string;
}

const VERSION_LENGTH = 16;

/** Makes it of a session that was found good. */
export function stateOf({ id, user }: Pick<CheckedSession, 'id' | 'user'>): SessionState {
	const hash = createHash('sha256').update(JSON.stringify(user)).digest('base64url');
	return { id, account: hash.slice(0, VERSION_LENGTH) };
}
