import { sql } from 'kysely';
import type { Db, Storage } from '../../ports/storage.ts';
import type { TodoTable } from './table.ts';

/** Which to-do, and whose: no statement here goes without the user. */
export interface TodoKey {
	readonly id: string;
	readonly userId: string;
}

/** Fields to change; what is left out stays. */
export interface TodoChange {
	readonly title?: string | undefined;
	readonly completed?: boolean | undefined;
}

/** The to-do table. */
export function createTodoStore({ db, lookupAll }: Pick<Storage, 'db' | 'lookupAll'>) {
	return {
		/** Asked for with every page of to-dos, and so prepared once. */
		list: lookupAll<Omit<TodoTable, 'user_id'>>((userId) =>
			db
				.selectFrom('todo')
				.select(['id', 'title', 'completed', 'created_at'])
				.where('user_id', '=', userId)
				.orderBy('created_at')
				.orderBy('id'),
		),

		find: ({ id, userId }: TodoKey): Promise<TodoTable | undefined> =>
			db
				.selectFrom('todo')
				.selectAll()
				.where('id', '=', id)
				.where('user_id', '=', userId)
				.executeTakeFirst(),

		/**
		 * Adds a to-do unless the user has `max` already; false then. Parallel requests may pass the bound
		 * by as many as they are, which is fine for a bound on size.
		 */
		insert: (trx: Db, todo: TodoTable, max: number): Promise<boolean> => insert(trx, todo, max),

		/** Changes a to-do and gives it back; undefined when there is none of this user. */
		update: (
			trx: Db,
			{ id, userId }: TodoKey,
			change: TodoChange,
		): Promise<TodoTable | undefined> =>
			trx
				.updateTable('todo')
				.set({
					...(change.title === undefined ? {} : { title: change.title }),
					...(change.completed === undefined ? {} : { completed: Number(change.completed) }),
				})
				.where('id', '=', id)
				.where('user_id', '=', userId)
				.returningAll()
				.executeTakeFirst(),

		/** Removes a to-do; false when there is none of this user. */
		async remove(trx: Db, { id, userId }: TodoKey): Promise<boolean> {
			const { numDeletedRows } = await trx
				.deleteFrom('todo')
				.where('id', '=', id)
				.where('user_id', '=', userId)
				.executeTakeFirstOrThrow();
			return numDeletedRows === 1n;
		},
	};
}

export type TodoStore = ReturnType<typeof createTodoStore>;

async function insert(trx: Db, todo: TodoTable, max: number): Promise<boolean> {
	const { numInsertedOrUpdatedRows } = await trx
		.insertInto('todo')
		.columns(['id', 'user_id', 'title', 'completed', 'created_at'])
		.expression(
			trx
				.selectNoFrom([
					sql<string>`cast(${todo.id} as text)`.as('id'),
					sql<string>`cast(${todo.user_id} as text)`.as('user_id'),
					sql<string>`cast(${todo.title} as text)`.as('title'),
					sql<number>`cast(${todo.completed} as integer)`.as('completed'),
					sql<number>`cast(${todo.created_at} as bigint)`.as('created_at'),
				])
				.where(
					trx
						.selectFrom('todo')
						.select((eb) => eb.fn.countAll().as('count'))
						.where('user_id', '=', todo.user_id),
					'<',
					max,
				),
		)
		.executeTakeFirstOrThrow();
	return numInsertedOrUpdatedRows === 1n;
}
