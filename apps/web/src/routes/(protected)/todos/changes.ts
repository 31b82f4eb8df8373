import type { Todo } from '@postern/api-client';
import { TodoItem } from './todo-item.svelte.ts';

/** The rows changed here since a load began: what they show is younger than the answer of that load. */
export class Changes {
	readonly #items: Set<TodoItem>;

	/** @param atWork rows whose changes were on their way already when the load began */
	constructor(atWork: readonly TodoItem[] = []) {
		this.#items = new Set(atWork);
	}

	note(item: TodoItem): void {
		this.#items.add(item);
	}

	/** The rows to show for what a load brought, where what was changed here meanwhile stays as it is. */
	merge(loaded: readonly Todo[], shown: readonly TodoItem[]): TodoItem[] {
		const known = new Map<string, TodoItem>();
		for (const item of [...shown, ...this.#items]) if (item.saved) known.set(item.saved.id, item);
		const rows = loaded.map((todo) => {
			const item = known.get(todo.id) ?? TodoItem.of(todo);
			if (!this.#items.has(item)) item.confirm(todo);
			return item;
		});
		const isDeleted = (item: TodoItem): boolean => this.#items.has(item) && !shown.includes(item);
		const added = shown.filter((item) => this.#items.has(item) && !rows.includes(item));
		return [...rows.filter((item) => !isDeleted(item)), ...added];
	}
}
