import type { TabMessage } from './auth-state.ts';

const NAME = 'postern:auth';

export interface Tabs {
	post(message: TabMessage): void;
	/** Hears the other tabs of this origin, never this one. */
	listen(listener: (message: TabMessage) => void): void;
}

/** What this needs of a window. */
export interface TabScope extends Pick<Window, 'localStorage' | 'addEventListener'> {
	readonly BroadcastChannel?: new (name: string) => BroadcastChannel;
}

/** Talks to the other tabs by BroadcastChannel, or by storage events where that is missing. */
export function createTabs(scope: TabScope): Tabs {
	const { BroadcastChannel: Channel } = scope;
	return Channel ? channelTabs(new Channel(NAME)) : storageTabs(scope);
}

function channelTabs(channel: BroadcastChannel): Tabs {
	return {
		post: (message) => {
			channel.postMessage(message);
		},
		listen: (listener) => {
			channel.addEventListener('message', (event: MessageEvent<unknown>) => {
				if (isTabMessage(event.data)) listener(event.data);
			});
		},
	};
}

function storageTabs(scope: TabScope): Tabs {
	return {
		post: (message) => {
			try {
				// The time makes each message a change; an event is fired for changes only.
				scope.localStorage.setItem(NAME, JSON.stringify({ ...message, at: Date.now() }));
			} catch {
				// Without storage the tabs learn of it at their next request.
			}
		},
		listen: (listener) => {
			scope.addEventListener('storage', ({ key, newValue }) => {
				if (key !== NAME || newValue === null) return;
				const message: unknown = JSON.parse(newValue);
				if (isTabMessage(message)) listener(message);
			});
		},
	};
}

function isTabMessage(value: unknown): value is TabMessage {
	if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
	if (value.kind === 'signed-out') return true;
	return value.kind === 'signed-in' && 'userId' in value && typeof value.userId === 'string';
}
