import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { takeLinkToken } from '../src/lib/passwordless/link-token.ts';

const SCRIPT = readFileSync(join(import.meta.dirname, '../src/first-paint.js'), 'utf8');
const ORIGIN = 'https://app.example.com';
const TOKEN = 'aB3_-'.padEnd(43, 'x');

/** A page at this address in which the first script has just run, and nothing else. */
function open(path: string, speaks = 'en-GB', kept: Record<string, string> = {}) {
	let url = new URL(path, ORIGIN);
	const entries: unknown[] = [];
	const listeners = new Map<string, (event: unknown) => void>();
	const dataset: Record<string, string> = {};
	const root = { dataset, lang: 'en' };
	const window: Pick<Window, 'takeLinkHash'> = {};
	runInNewContext(SCRIPT, {
		window,
		navigator: { language: speaks },
		localStorage: { getItem: (key: string) => kept[key] ?? null },
		document: { documentElement: root, title: '' },
		get location() {
			return url;
		},
		history: {
			state: 'kept',
			replaceState: (state: unknown, _: string, to: string) => {
				entries.push(state);
				url = new URL(to, url);
			},
		},
		addEventListener: (type: string, listener: (event: unknown) => void) =>
			listeners.set(type, listener),
	});
	return {
		root,
		dataset,
		entries,
		href: () => url.href,
		take: () => takeLinkToken(window),
		/** Changes the fragment as a paste into the address bar does. */
		paste(hash: string) {
			url = new URL(hash, url);
			this.fire('popstate', {});
		},
		fire(type: string, event: unknown) {
			listeners.get(type)?.(event);
		},
	};
}

test('the token of a link leaves the address and its history entry at once, and is handed over once', () => {
	const page = open(`/link#t=${TOKEN}`);
	expect(page.href()).toBe(`${ORIGIN}/link`);
	expect(page.entries).toEqual(['kept']);
	expect(page.take()).toBe(TOKEN);
	expect(page.take()).toBeNull();
});

test('a token that is pasted into the open page is hidden as well', () => {
	const page = open('/link');
	expect(page.take()).toBeNull();
	page.paste(`#t=${TOKEN}`);
	expect(page.href()).toBe(`${ORIGIN}/link`);
	expect(page.take()).toBe(TOKEN);
});

test.each([
	[`/link#t=${TOKEN}&utm_source=mail`, TOKEN],
	[`/link?utm_source=mail#t=${TOKEN}`, TOKEN],
	[`/link#t=${TOKEN}.`, TOKEN],
	[`/link/#t=${TOKEN}`, TOKEN],
	[`/reset#t=${TOKEN}`, TOKEN],
	[`/change-email#t=${TOKEN}`, TOKEN],
	[`/undo#t=${TOKEN}`, TOKEN],
	[`/link#t=${TOKEN.slice(1)}`, null],
	[`/register/link#t=${TOKEN}`, TOKEN],
	[`/verify#t=${TOKEN}`, TOKEN],
	[`/not-me#t=${TOKEN}`, TOKEN],
	[`/link#t=${TOKEN}x`, null],
	['/link#t=', null],
])('%s gives %j and stays in no address', (path, token) => {
	const page = open(path);
	expect(page.href()).toMatch(/\/(?:link|reset|verify|not-me|change-email|undo)\/?$/);
	expect(page.take()).toBe(token);
});

test.each(['/link#main', '/link', `/sign-in#t=${TOKEN}`, `/links#t=${TOKEN}`])(
	'%s is left as it is',
	(path) => {
		const page = open(path);
		expect(page.href()).toBe(ORIGIN + path);
		expect(page.take()).toBeNull();
	},
);

test('a form that is sent before the app has started is kept for it, and sent nowhere', () => {
	const page = open('/sign-in');
	let isPrevented = false;
	page.fire('submit', { target: { id: 'f' }, preventDefault: () => (isPrevented = true) });
	expect(isPrevented).toBe(true);
	expect(page.dataset['submitted']).toBe('f');
});

test.each([
	['en-GB', undefined, 'en'],
	['de-AT', undefined, 'de'],
	['de-AT', 'en', 'en'],
	['fr', 'de', 'de'],
	['fr', undefined, 'en'],
	['en', 'tlh', 'en'],
])('a browser that speaks %s, with %s chosen here, gets %s', (speaks, chosen, lang) => {
	const kept = chosen === undefined ? {} : { 'postern:language': chosen };
	expect(open('/sign-in', speaks, kept).root.lang).toBe(lang);
});

test.each([
	['before the app has started', undefined, '?next=%2Ftodos'],
	['once the app is there, which does that itself', 'yes', ''],
])('a link to another way of signing in, pressed %s', (_, ready, search) => {
	const page = open('/sign-in?next=%2Ftodos');
	if (ready !== undefined) page.dataset['ready'] = ready;
	const link = { search: '' };
	page.fire('click', { target: { closest: () => link } });
	page.fire('click', { target: { closest: () => null } });
	expect(link.search).toBe(search);
});
