import type { PendingFlag } from './farewell.svelte.ts';

const VISITOR = 'postern:visitor';
const FAREWELL = 'postern:farewell';

/**
 * Remembers that somebody is signed in here, for static/first-paint.js to draw the right links. It is a
 * guess about looks and no proof of anything: a wrong one costs a detour over the sign-in page.
 */
export function rememberVisitor(isKnown: boolean): void {
	if (isKnown) document.documentElement.dataset['visitor'] = 'known';
	else delete document.documentElement.dataset['visitor'];
	write(VISITOR, isKnown ? 'known' : null);
}

/** The pending sign-out, kept in this tab too where storage is blocked. */
export function createPendingFlag(): PendingFlag {
	let inThisTab = false;
	return {
		get: () => read(FAREWELL, inThisTab ? 'pending' : null) === 'pending',
		set: (isPending) => {
			inThisTab = isPending;
			write(FAREWELL, isPending ? 'pending' : null);
		},
	};
}

function read(key: string, whenBlocked: string | null): string | null {
	try {
		return localStorage.getItem(key);
	} catch {
		return whenBlocked;
	}
}

function write(key: string, value: string | null): void {
	try {
		if (value === null) localStorage.removeItem(key);
		else localStorage.setItem(key, value);
	} catch {
		// Blocked storage costs comfort after a reload, nothing else.
	}
}
