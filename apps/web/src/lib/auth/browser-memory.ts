import type { PendingFlag } from './farewell.svelte.ts';

/** A line of text that the browser keeps for this origin. */
export interface Note {
	get(): string | null;
	/** Null takes it away. */
	set(value: string | null): void;
}

/**
 * Remembers that somebody is signed in here, for src/first-paint.js to draw the right links. It is a
 * guess about looks and no proof of anything: a wrong one costs a detour over the sign-in page.
 */
export function rememberVisitor(isKnown: boolean): void {
	if (isKnown) document.documentElement.dataset['visitor'] = 'known';
	else delete document.documentElement.dataset['visitor'];
	createNote('postern:visitor').set(isKnown ? 'known' : null);
}

/** The pending sign-out. */
export function createPendingFlag(): PendingFlag {
	const note = createNote('postern:farewell');
	return {
		get: () => note.get() === 'pending',
		set: (isPending) => {
			note.set(isPending ? 'pending' : null);
		},
	};
}

/** Makes a note that all tabs share and that outlives them; where storage is blocked, it is this tab's. */
export function createNote(key: string): Note {
	let inThisTab: string | null = null;
	return {
		get() {
			try {
				return inThisTab ?? localStorage.getItem(key);
			} catch {
				return null;
			}
		},
		set(value) {
			inThisTab = null;
			try {
				if (value === null) localStorage.removeItem(key);
				else localStorage.setItem(key, value);
			} catch {
				// Blocked storage costs comfort after a reload, nothing else.
				inThisTab = value;
			}
		},
	};
}
