// @vitest-environment jsdom
import { expect, test } from 'vitest';
import type { TabMessage } from './auth-state.ts';
import { createTabs } from './tabs.ts';

test('a tab hears the others over a broadcast channel, and not itself', async () => {
	const one = createTabs(window);
	const two = createTabs(window);
	const heardByOne: TabMessage[] = [];
	one.listen((message) => heardByOne.push(message));
	const heard = new Promise<TabMessage>((resolve) => {
		two.listen(resolve);
	});
	one.post({ kind: 'signed-in', userId: 'a' });
	expect(await heard).toEqual({ kind: 'signed-in', userId: 'a' });
	expect(heardByOne).toEqual([]);
});

test('a browser without channels uses storage, and ignores what is not a message', () => {
	const heard: TabMessage[] = [];
	const tabs = createTabs({ localStorage, addEventListener: window.addEventListener.bind(window) });
	tabs.listen((message) => heard.push(message));
	tabs.post({ kind: 'signed-out' });
	const sent = localStorage.getItem('postern:auth');
	for (const newValue of [sent, '{"kind":"other"}', '{"kind":"signed-in"}', null]) {
		window.dispatchEvent(new StorageEvent('storage', { key: 'postern:auth', newValue }));
	}
	expect(heard).toEqual([expect.objectContaining({ kind: 'signed-out' })]);
});
