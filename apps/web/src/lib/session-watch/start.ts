import { getSession, Problem } from '@postern/api-client';
import { auth } from '#lib/auth/index.ts';
import { deployment } from '#lib/deployment/deployment.svelte.ts';
import { type Look, watchSession } from './watch.ts';

const NAME = 'postern:session-watch';
/** A tab that is hidden for longer lets its connection go. */
const HIDDEN_FOR_MS = 30_000;

/**
 * Watches the session while this tab is visible, until the function it answers with is called. Of all tabs of a
 * browser one has the stream and tells the others: a browser has six connections to a host, and tabs in windows
 * side by side would take them all.
 */
export function startWatching(): () => void {
	const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(NAME) : null;
	const stopped = new AbortController();
	const { signal } = stopped;
	let period: AbortController | null = null;
	let timer: ReturnType<typeof setTimeout> | undefined;

	function begin(): void {
		clearTimeout(timer);
		if (period) return;
		period = new AbortController();
		void lead(period.signal, channel);
	}

	function end(): void {
		clearTimeout(timer);
		period?.abort();
		period = null;
	}

	function follow(): void {
		if (document.visibilityState === 'visible') begin();
		else timer = setTimeout(end, HIDDEN_FOR_MS);
	}

	channel?.addEventListener('message', () => void checkHere(), { signal });
	document.addEventListener('visibilitychange', follow, { signal });
	// The browser puts a page away whole only when it holds nothing open.
	addEventListener('pagehide', end, { signal });
	addEventListener('pageshow', follow, { signal });
	follow();
	return () => {
		stopped.abort();
		end();
		channel?.close();
	};
}

/** Has the stream, once no other tab has it. */
async function lead(signal: AbortSignal, channel: BroadcastChannel | null): Promise<void> {
	const watch = (): Promise<void> => watchSession(createDeps(channel), signal);
	// Without a way to tell the others, or to agree, each has its own.
	if (!channel || !('locks' in navigator)) return watch();
	await navigator.locks.request(NAME, { signal }, watch).catch(() => undefined);
}

function createDeps(channel: BroadcastChannel | null) {
	return {
		open: async (signal: AbortSignal): Promise<Response> =>
			fetch(`${await deployment.apiUrl()}/users/me/session`, {
				headers: { Accept: 'text/event-stream' },
				credentials: 'include',
				cache: 'no-store',
				signal,
			}),
		look,
		check: (): Promise<boolean> => {
			channel?.postMessage('check');
			return checkHere();
		},
		schedule: (run: () => void, delayMs: number) => {
			const id = setTimeout(run, delayMs);
			return () => {
				clearTimeout(id);
			};
		},
		pause,
		random: Math.random,
	};
}

async function look(): Promise<Look> {
	try {
		return { kind: 'good', state: await getSession() };
	} catch (error) {
		if (!(error instanceof Problem) || !error.isSessionProblem) return { kind: 'silent' };
		return { kind: 'over', reason: error.reason ?? null };
	}
}

/** Asks again where a question from before was just being answered. */
async function checkHere(): Promise<boolean> {
	if (!auth.user) return false;
	return (await isIn()) && isIn();
}

async function isIn(): Promise<boolean> {
	return (await auth.confirm()).kind !== 'signed-out';
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const id = setTimeout(finish, ms);
		function finish(): void {
			clearTimeout(id);
			removeEventListener('online', finish);
			signal.removeEventListener('abort', finish);
			resolve();
		}
		if (signal.aborted) finish();
		addEventListener('online', finish);
		signal.addEventListener('abort', finish);
	});
}
