import { createNote, type Note } from '#lib/auth/browser-memory.ts';

/**
 * Which auth request this browser has under way, so that a reloaded page or a reopened tab can ask the API
 * about it. The id is of use only together with the browser's own cookie, which no script can read.
 */
export interface RequestMemory {
	get(): string | null;
	set(authRequestId: string): void;
	forget(): void;
}

/** @param note where it is written down; by default what the browser keeps for this origin */
export function createRequestMemory(
	note: Note = createNote('postern:auth-request'),
): RequestMemory {
	return {
		get() {
			const id = note.get();
			// Anything else was not written by this app, and would not be a path of the API.
			return id !== null && /^[\w-]{1,200}$/.test(id) ? id : null;
		},
		set: (authRequestId) => {
			note.set(authRequestId);
		},
		forget: () => {
			note.set(null);
		},
	};
}
