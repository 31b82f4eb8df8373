import type { Migration } from 'kysely/migration';
import * as user from './0001_user.ts';
import * as password from './0002_password.ts';
import * as session from './0003_session.ts';
import * as todo from './0004_todo.ts';
import * as idempotencyKey from './0005_idempotency_key.ts';

/** Every migration in order. A name is never changed and a landed migration never edited. */
export const migrations: Record<string, Migration> = {
	'0001_user': user,
	'0002_password': password,
	'0003_session': session,
	'0004_todo': todo,
	'0005_idempotency_key': idempotencyKey,
};
