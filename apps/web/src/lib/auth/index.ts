import * as api from '@postern/api-client';
import { browser } from '$app/env';
import { language } from '#lib/language/index.ts';
import { deployment } from '#lib/deployment/deployment.svelte.ts';
import { Auth } from './auth.svelte.ts';
import { createPendingFlag, rememberVisitor } from './browser-memory.ts';
import { Farewell } from './farewell.svelte.ts';
import { createReconnect } from './reconnect.ts';
import { createTabs } from './tabs.ts';
import { createWithSession } from './with-session.ts';

export { SessionLost } from './auth-state.ts';

// The public pages are drawn at build time too, where there is nobody to sign in and no other tab.
const tabs = browser ? createTabs(window) : null;
if (browser) {
	api.configure({ baseUrl: () => deployment.apiUrl(), language: () => language.current });
}

export const farewell = new Farewell({
	logout: (signal) => api.logout({ signal }),
	flag: createPendingFlag(),
});

export const auth = new Auth({
	transport: {
		getCurrentUser: () => api.getCurrentUser(),
		login: (credentials) => api.login(credentials),
		logout: (signal) => api.logout({ signal }),
	},
	farewell,
	now: () => performance.now(),
	tellTabs: (message) => tabs?.post(message),
	hint: rememberVisitor,
	// A page load: nothing of the other person stays in memory.
	startClean: () => {
		location.replace('/welcome');
	},
	notKept: () => {
		location.replace(`/no-cookie${location.search}`);
		return new Promise(() => undefined);
	},
});

export const withSession = createWithSession(auth);

/** Tries to reach the API until it answers, whatever it says. */
export const reconnect = createReconnect({
	attempt: async () => {
		const outcome = await auth.confirm();
		return outcome.kind !== 'unconfirmed' && outcome.kind !== 'unreachable';
	},
	schedule: timer,
	random: Math.random,
});

/** Tries to tell the API about a sign-out until it has heard. */
export const retellFarewell = createReconnect({
	attempt: () => farewell.tell(),
	schedule: timer,
	random: Math.random,
});

/** Listens to the other tabs, the network and the person coming back. Called once, by the root layout. */
export function startListening(): void {
	tabs?.listen((message) => void auth.hear(message));
	const wake = (): void => {
		reconnect.wake();
		retellFarewell.wake();
	};
	addEventListener('online', wake);
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState !== 'visible') return;
		wake();
		// What happened to the session while nobody looked should show before the next click.
		if (auth.user) void auth.ensureAuthenticated();
	});
	addEventListener('pageshow', (event) => {
		if (event.persisted && auth.user) void auth.confirm();
	});
}

function timer(run: () => void, delayMs: number): () => void {
	const id = setTimeout(run, delayMs);
	return () => {
		clearTimeout(id);
	};
}
