import type { ActivityEvent, ActivityPage } from '@postern/api-client';
import type { WithSession } from '#lib/auth/with-session.ts';

export interface ActivityListDeps {
	readonly listActivity: (params?: { before: string }) => Promise<ActivityPage>;
	readonly withSession: WithSession;
}

/** What happened to the account, as far as it was asked for; newest first. */
export class ActivityList {
	status = $state<'loading' | 'ready' | 'failed'>('loading');
	/** Why there is nothing to show. */
	failure = $state.raw<unknown>(null);
	events = $state.raw<readonly ActivityEvent[]>([]);
	isLoadingMore = $state(false);
	/** Why the older ones did not come; those that are there stay. */
	moreFailure = $state.raw<unknown>(null);
	#next = $state<string | null>(null);
	readonly #deps: ActivityListDeps;

	constructor(deps: ActivityListDeps) {
		this.#deps = deps;
	}

	get hasMore(): boolean {
		return this.#next !== null;
	}

	async load(): Promise<void> {
		this.status = 'loading';
		try {
			const { events, next } = await this.#deps.withSession(() => this.#deps.listActivity());
			this.events = events;
			this.#next = next;
			this.moreFailure = null;
			this.status = 'ready';
		} catch (error) {
			this.failure = error;
			this.status = 'failed';
		}
	}

	/** Adds the events before those that are shown; answers how many there were. */
	async loadMore(): Promise<number> {
		const before = this.#next;
		if (before === null || this.isLoadingMore) return 0;
		this.isLoadingMore = true;
		this.moreFailure = null;
		try {
			const page = await this.#deps.withSession(() => this.#deps.listActivity({ before }));
			this.events = [...this.events, ...page.events];
			this.#next = page.next;
			return page.events.length;
		} catch (error) {
			this.moreFailure = error;
			return 0;
		} finally {
			this.isLoadingMore = false;
		}
	}
}
