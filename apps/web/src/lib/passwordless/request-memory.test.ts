import { afterEach, expect, test, vi } from 'vitest';
import { createNote } from '#lib/auth/browser-memory.ts';
import { createRequestMemory } from './request-memory.ts';

function stubStorage(setItem?: () => never) {
	const kept = new Map<string, string>();
	vi.stubGlobal('localStorage', {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: setItem ?? ((key: string, value: string) => kept.set(key, value)),
		removeItem: (key: string) => kept.delete(key),
	});
	return kept;
}

afterEach(() => {
	vi.unstubAllGlobals();
});

test('an id survives a reload and is gone once it is forgotten', () => {
	stubStorage();
	createRequestMemory().set('abc_DEF-1');
	const reloaded = createRequestMemory();
	expect(reloaded.get()).toBe('abc_DEF-1');
	reloaded.forget();
	expect(createRequestMemory().get()).toBeNull();
});

test.each(['', '../users/me', 'a b', 'x'.repeat(201), '<script>'])(
	'what this app has not written is no id: %j',
	(junk) => {
		stubStorage().set('postern:auth-request', junk);
		expect(createRequestMemory().get()).toBeNull();
	},
);

test('blocked storage leaves the id in this tab', () => {
	// Even to name it throws, as with all cookies blocked.
	vi.stubGlobal('localStorage', undefined);
	const memory = createRequestMemory();
	memory.set('abc');
	expect(memory.get()).toBe('abc');
	memory.forget();
	expect(memory.get()).toBeNull();
});

test('full storage leaves the note in this tab, until it can be kept again', () => {
	const kept = stubStorage(() => {
		throw new DOMException('Full.', 'QuotaExceededError');
	});
	const note = createNote('postern:note');
	note.set('one');
	expect(note.get()).toBe('one');
	expect(kept.size).toBe(0);
	stubStorage();
	note.set('two');
	expect(createNote('postern:note').get()).toBe('two');
});
