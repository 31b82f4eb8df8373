import type { Todo } from '@postern/api-client';

/** One row: what is on the screen, and what the API last confirmed. */
export class TodoItem {
	/** Stays the same when the API gives the todo its id, so that the row is not drawn anew. */
	readonly key: string;
	title = $state('');
	completed = $state(false);
	/** The text in the row's editor; null while it is closed. */
	draft = $state<string | null>(null);
	/** What the API knows; null until it has confirmed the todo. */
	saved = $state.raw<Todo | null>(null);
	/** Changes on their way. The row shows what was asked for until the last of them has an answer. */
	pending = $state(0);
	/** Changes of one todo are sent one after another, so that the last one asked for is the last to land. */
	queue: Promise<unknown> = Promise.resolve();

	constructor(key: string, title: string, completed = false) {
		this.key = key;
		this.title = title;
		this.completed = completed;
	}

	static of(todo: Todo): TodoItem {
		const item = new TodoItem(todo.id, todo.title, todo.completed);
		item.saved = todo;
		return item;
	}

	get hasUnsavedDraft(): boolean {
		return this.draft !== null && this.draft.trim() !== this.title;
	}

	/** The API has told what it knows of this todo. */
	confirm(saved: Todo): void {
		this.saved = saved;
		this.settle();
	}

	/** Shows what the API confirmed, unless more changes are on their way. */
	settle(): void {
		if (this.pending > 0 || !this.saved) return;
		this.title = this.saved.title;
		this.completed = this.saved.completed;
	}
}
