import { randomUUID } from 'node:crypto';
import { Problem } from '@postern/problem';
import { isoTime } from '../../ports/iso-time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import { problems } from './problems.ts';
import type { TodoChange, TodoKey, TodoStore } from './store.ts';
import type { TodoTable } from './table.ts';

/** What to-dos need. */
export interface TodosDeps {
	readonly store: TodoStore;
	readonly clock: Clock;
}

const TODOS_PER_USER_MAX = 1000;

/** The sample feature: a person's own to-dos. */
export function createTodos({ store, clock }: TodosDeps) {
	return {
		/** All of a person's to-dos, oldest first. */
		list: async (userId: string) => (await store.list(userId)).map(toTodo),

		/** @throws {Problem} todo_not_found */
		get: async (key: TodoKey) => toTodo((await store.find(key)) ?? notFound()),

		/** @throws {Problem} todo_limit_reached */
		async create(trx: Db, userId: string, fields: { title: string; completed?: boolean }) {
			const row: TodoTable = {
				id: randomUUID(),
				user_id: userId,
				title: fields.title.trim(),
				completed: Number(fields.completed ?? false),
				created_at: clock(),
			};
			if (!(await store.insert(trx, row, TODOS_PER_USER_MAX))) {
				throw new Problem(problems.todo_limit_reached);
			}
			return toTodo(row);
		},

		/** @throws {Problem} todo_not_found */
		update: async (trx: Db, key: TodoKey, { title, completed }: TodoChange) =>
			toTodo((await store.update(trx, key, { title: title?.trim(), completed })) ?? notFound()),

		/** @throws {Problem} todo_not_found */
		async remove(trx: Db, key: TodoKey): Promise<void> {
			if (!(await store.remove(trx, key))) notFound();
		},
	};
}

export type Todos = ReturnType<typeof createTodos>;

function notFound(): never {
	throw new Problem(problems.todo_not_found);
}

function toTodo(row: Omit<TodoTable, 'user_id'>) {
	return {
		id: row.id,
		title: row.title,
		completed: row.completed === 1,
		createdAt: isoTime(row.created_at),
	};
}
