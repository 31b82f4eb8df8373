import { randomUUID } from 'node:crypto';
import { hashToken, mintToken } from '@postern/session-token';

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;
/** The sessions that requests are sent with. */
const USED = 1000;
const TODOS_EACH = 20;

/** A row of each table, by column. */
export interface Person {
	readonly user: Readonly<Record<string, string | number>>;
	readonly session: Readonly<Record<string, string | number>>;
	readonly todos: readonly Readonly<Record<string, string | number>>[];
	/** Of those whose session is used; null for the others. */
	readonly cookie: string | null;
}

/** People with a session each, of whom a thousand come back, each with twenty to-dos. */
export function* people(count: number): Generator<Person> {
	const every = Math.max(1, Math.floor(count / USED));
	const now = Date.now();
	for (let index = 0; index < count; index += 1) {
		const token = mintToken();
		const isUsed = index % every === 0;
		const user = {
			...{ id: randomUUID(), email: `person-${String(index)}@example.com` },
			...{ created_at: now, verified_at: now },
		};
		yield {
			user,
			session: {
				...{ token_hash: hashToken(token), id: randomUUID(), user_id: user.id },
				...{ method: 'password', created_at: now, last_seen_at: now, expires_at: now + MONTH_MS },
			},
			todos: isUsed ? todosOf(user.id, now) : [],
			cookie: isUsed ? `__Host-session=${token}` : null,
		};
	}
}

function todosOf(userId: string, now: number): Person['todos'] {
	return Array.from({ length: TODOS_EACH }, (_, index) => ({
		...{ id: randomUUID(), user_id: userId, title: `What needs doing, number ${String(index)}` },
		...{ completed: index % 2, created_at: now + index },
	}));
}
