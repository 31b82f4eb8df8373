import { Problem, type RequestOptions, type Todo } from '@postern/api-client';
import { SessionLost } from '#lib/auth/auth-state.ts';
import type { WithSession } from '#lib/auth/with-session.ts';
import { explainAtWork } from '#lib/auth/session-problems.ts';
import { t } from '#lib/language/index.ts';
import type { Notices } from '#lib/ui/notices.svelte.ts';
import { Changes } from './changes.ts';
import { TodoItem } from './todo-item.svelte.ts';

export interface TodoApi {
	listTodos(): Promise<Todo[]>;
	createTodo(body: { title: string; completed?: boolean }, options: RequestOptions): Promise<Todo>;
	updateTodo(id: string, body: TodoPatch, options: RequestOptions): Promise<Todo>;
	deleteTodo(id: string, options: RequestOptions): Promise<void>;
}

export type TodoPatch = { title: string } | { completed: boolean };

export interface TodoListDeps {
	readonly api: TodoApi;
	readonly withSession: WithSession;
	readonly notices: Pick<Notices, 'add'>;
	readonly newKey: () => string;
}

/**
 * The todos on the screen. A change shows at once and is taken back when the API refuses it; then a
 * notice says why and offers to try again, and text that was typed is still there to be used.
 */
export class TodoList {
	status = $state<'loading' | 'ready' | 'failed'>('loading');
	failure = $state.raw<unknown>(null);
	items = $state.raw<readonly TodoItem[]>([]);
	/** The text of the field for a new todo. */
	draft = $state('');
	readonly #deps: TodoListDeps;
	/** Those since the last load began. */
	#changes = new Changes();

	constructor(deps: TodoListDeps) {
		this.#deps = deps;
	}

	get openCount(): number {
		return this.items.filter((item) => !item.completed).length;
	}

	get hasUnsaved(): boolean {
		const isTyping = this.draft.trim() !== '';
		return isTyping || this.items.some((item) => item.hasUnsavedDraft || item.pending > 0);
	}

	async load(): Promise<void> {
		this.status = 'loading';
		const changes = new Changes(this.items.filter(({ pending }) => pending > 0));
		this.#changes = changes;
		try {
			const todos = await this.#deps.withSession(() => this.#deps.api.listTodos());
			if (this.#changes !== changes) return;
			this.items = changes.merge(todos, this.items);
			this.status = 'ready';
		} catch (error) {
			if (this.#changes !== changes) return;
			this.failure = error;
			this.status = 'failed';
		}
	}

	/** Adds a todo. When that fails its text goes back into the field, or stays in the notice. */
	async add(
		title: string,
		completed = false,
		at = this.items.length,
		key = this.#newKey(),
	): Promise<void> {
		const item = new TodoItem(key, title, completed);
		this.#changes.note(item);
		this.items = this.items.toSpliced(at, 0, item);
		const body = completed ? { title, completed } : { title };
		try {
			await this.#send(item, () => this.#deps.api.createTodo(body, { idempotencyKey: key }));
		} catch (error) {
			this.#drop(item);
			if (this.draft.trim() === '') this.draft = title;
			this.#report(t('“{title}” was not added.', { title }), error, () => {
				if (this.draft === title) this.draft = '';
				void this.add(title, completed, at, this.#keyForRetry(key, error));
			});
		}
	}

	toggle(item: TodoItem): Promise<void> {
		return this.#change(item, { completed: !item.completed });
	}

	/** Saves the text of the row's editor and closes it; opens it again when that fails. */
	rename(item: TodoItem, title: string): Promise<void> {
		item.draft = null;
		return title === item.title ? Promise.resolve() : this.#change(item, { title });
	}

	/** Deletes at once; the notice offers to put it back. */
	async remove(item: TodoItem, key = this.#newKey()): Promise<void> {
		const at = this.items.indexOf(item);
		this.#changes.note(item);
		this.#drop(item);
		try {
			await this.#deleteWhenSaved(item, key);
			this.#deps.notices.add({
				tone: 'plain',
				text: t('“{title}” was deleted.', { title: item.title }),
				action: { label: t('Undo'), run: () => void this.add(item.title, item.completed, at) },
			});
		} catch (error) {
			this.items = this.items.toSpliced(at, 0, item);
			this.#report(t('“{title}” was not deleted.', { title: item.title }), error, () => {
				void this.remove(item, this.#keyForRetry(key, error));
			});
		}
	}

	async #change(item: TodoItem, patch: TodoPatch, key = this.#newKey()): Promise<void> {
		this.#changes.note(item);
		Object.assign(item, patch);
		try {
			await this.#send(item, () =>
				this.#deps.api.updateTodo(idOf(item), patch, { idempotencyKey: key }),
			);
		} catch (error) {
			// Its creation failed before this was sent, and has been reported.
			if (!item.saved) return;
			if (isGone(error)) this.#drop(item);
			else if ('title' in patch) item.draft ??= patch.title;
			const text = t('“{title}” was not changed.', { title: item.saved.title });
			this.#report(text, error, () => {
				if ('title' in patch && item.draft === patch.title) item.draft = null;
				void this.#change(item, patch, this.#keyForRetry(key, error));
			});
		}
	}

	async #deleteWhenSaved(item: TodoItem, key: string): Promise<void> {
		const send = async (): Promise<void> => {
			if (!item.saved) return;
			const id = item.saved.id;
			await this.#deps.withSession(() => this.#deps.api.deleteTodo(id, { idempotencyKey: key }));
		};
		const turn = item.queue.then(send);
		item.queue = turn.catch(() => undefined);
		await turn.catch((error: unknown) => {
			if (!isGone(error)) throw error;
		});
	}

	/** Sends a write when its turn comes, and shows the API's answer when it was the last one. */
	async #send(item: TodoItem, write: () => Promise<Todo>): Promise<void> {
		item.pending += 1;
		const turn = item.queue.then(() => this.#deps.withSession(write));
		item.queue = turn.catch(() => undefined);
		try {
			const saved = await turn;
			item.saved = saved;
			// A load may have brought the same todo as a row of its own, before this answer came.
			this.items = this.items.filter((other) => other === item || other.saved?.id !== saved.id);
		} finally {
			item.pending -= 1;
			item.settle();
		}
	}

	#drop(item: TodoItem): void {
		this.items = this.items.filter((other) => other !== item);
	}

	#report(what: string, error: unknown, retry: () => void): void {
		// Whoever has left the page needs no notice about it.
		if (error instanceof SessionLost) return;
		const text = `${what} ${explainAtWork(error)}`;
		const action = isGone(error) ? {} : { action: { label: t('Retry'), run: retry } };
		this.#deps.notices.add({ tone: 'problem', text, ...action });
	}

	/**
	 * The same key where it is not known whether the API did it: it will not do it twice. A new one after a
	 * refusal, which the API would only repeat for the old one.
	 */
	#keyForRetry(key: string, error: unknown): string {
		return error instanceof Problem && error.status < 500 ? this.#newKey() : key;
	}

	#newKey(): string {
		return this.#deps.newKey();
	}
}

function idOf(item: TodoItem): string {
	if (!item.saved) throw new Error('The todo has not been saved.');
	return item.saved.id;
}

function isGone(error: unknown): boolean {
	return error instanceof Problem && error.code === 'todo_not_found';
}
