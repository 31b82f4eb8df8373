import type { AccountNews, NewsListener } from '../../ports/account-news.ts';

/** Listeners of this process, and what they are told. */
export interface Listeners extends NewsListener {
	add(listener: NewsListener): () => void;
}

/** Passes news on to whoever listens in this process. */
export function createListeners(): Listeners {
	const all = new Set<NewsListener>();
	return {
		add(listener) {
			all.add(listener);
			return () => void all.delete(listener);
		},
		hear(userIds) {
			for (const listener of all) listener.hear(userIds);
		},
		missed() {
			for (const listener of all) listener.missed();
		},
	};
}

/** News within one process: all there is to tell where a database file has one process. */
export function createInProcessNews(): AccountNews {
	const listeners = createListeners();
	return {
		publish: (userId) => {
			listeners.hear([userId]);
		},
		subscribe: (listener) => listeners.add(listener),
		close: () => Promise.resolve(),
	};
}
