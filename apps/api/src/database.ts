import type { IdempotencyKeyTable } from './features/idempotency/table.ts';
import type { PasswordTable } from './features/passwords/table.ts';
import type { SessionTable } from './features/sessions/table.ts';
import type { TodoTable } from './features/todos/table.ts';
import type { UserTable } from './features/users/table.ts';

/** Every table, each owned by one feature. Times are milliseconds since 1970. */
export interface Database {
	idempotency_key: IdempotencyKeyTable;
	password: PasswordTable;
	session: SessionTable;
	todo: TodoTable;
	user: UserTable;
}
