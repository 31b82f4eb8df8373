import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';

const BUILD = join(import.meta.dirname, '../build');
const BUDGET_BYTES = 75_000;
/** Of files, for the sign-in page: each costs its head, and a turn of the main thread. */
const BUDGET_FILES = 23;
/** For every other page that is drawn at build time. */
const BUDGET_OTHERS = 85_000;
/** For the shell of those that are not, with what every page of the app needs. */
const BUDGET_SHELL = 100_000;

/** What the browser loads for a page before anybody touches it: path → bytes over the wire. */
function loadedFor(page: string): Map<string, number> {
	const html = read(page);
	const loaded = new Map([[page, wireBytes(html)]]);
	const links = html.matchAll(
		/(?:href|src)="(?:\.{0,2}\/)([^"]+\.(?:js|css|svg))"|import\("\.{0,2}\/([^"]+\.js)"\)/g,
	);
	for (const [, linked, imported] of links) follow(linked ?? imported ?? '', loaded);
	loaded.set('config.json', wireBytes('{ "apiUrl": "https://api.example.com" }'));
	return loaded;
}

/** Adds a file and what it imports statically; an `import()` waits for somebody to go there. */
function follow(path: string, loaded: Map<string, number>): void {
	if (loaded.has(path)) return;
	const text = read(path);
	loaded.set(path, wireBytes(text));
	if (!path.endsWith('.js')) return;
	for (const [, target] of text.matchAll(/(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+\.js)["']/g)) {
		follow(posix.join(posix.dirname(path), target ?? ''), loaded);
	}
}

function read(path: string): string {
	return readFileSync(join(BUILD, path), 'utf8');
}

function wireBytes(text: string): number {
	return gzipSync(text, { level: 9 }).byteLength;
}

beforeAll(() => {
	if (!existsSync(BUILD)) throw new Error('There is no build to measure: run `pnpm build` first.');
});

describe('the sign-in page', () => {
	test('takes at most 75 kB over the wire, all of HTML, CSS, JS and settings', () => {
		const loaded = loadedFor('sign-in.html');
		const total = [...loaded.values()].reduce((sum, bytes) => sum + bytes, 0);
		// Without the framework's own 30 kB in it, the count would have missed something.
		expect(total).toBeGreaterThan(40_000);
		expect(total, `Sign-in page: ${String(total)} bytes`).toBeLessThanOrEqual(BUDGET_BYTES);
		console.info(
			`Sign-in page: ${(total / 1000).toFixed(1)} kB of ${String(BUDGET_BYTES / 1000)} kB`,
		);
	});

	test('is at most 23 files, the settings counted', () => {
		const paths = [...loadedFor('sign-in.html').keys()];
		expect(paths.length, paths.join('\n')).toBeLessThanOrEqual(BUDGET_FILES);
	});

	test('waits for one style sheet and for no script before it is painted', () => {
		const [head = ''] = read('sign-in.html').split('</head>');
		expect(head.match(/rel="stylesheet"/g)).toHaveLength(1);
		expect(head).not.toMatch(/<script[^>]+src=/);
	});

	test('asks for its settings before any of its code', () => {
		const html = read('sign-in.html');
		const settings = html.indexOf('<link rel="preload" href="/config.json"');
		expect(settings).toBeGreaterThan(0);
		expect(settings).toBeLessThan(html.indexOf('rel="modulepreload"'));
	});

	test('has its form in the HTML, before any script runs', () => {
		const html = read('sign-in.html');
		expect(html).toMatch(/<input[^>]+autocomplete="email"/);
		expect(html).toMatch(/<form[^>]+method="post"/);
		expect(html).toMatch(/<a[^>]+href="\/sign-in\/password"/);
	});

	test('has the password form in the HTML of its own page', () => {
		const html = read('sign-in/password.html');
		expect(html).toMatch(/<input[^>]+autocomplete="username"/);
		expect(html).toMatch(/<input[^>]+autocomplete="current-password"/);
		expect(html).toMatch(/<form[^>]+method="post"/);
	});

	test('does not load what belongs to the pages behind it', () => {
		const scripts = [...loadedFor('sign-in.html').keys()].filter((path) => path.endsWith('.js'));
		for (const path of scripts) {
			expect(read(path), path).not.toMatch(
				/What needs doing|Copy account ID|Leave without saving|Six-digit code|Show password|Time zone|Discard changes|Anmelden/,
			);
		}
	});
});

test('every other page that is drawn at build time takes at most 85 kB, and the shell of the app 100', () => {
	const pages = readdirSync(BUILD, { recursive: true, encoding: 'utf8' })
		.map((file) => file.replaceAll('\\', '/'))
		.filter((file) => file.endsWith('.html'));
	expect(pages.length).toBeGreaterThan(10);
	for (const page of pages) {
		const total = [...loadedFor(page).values()].reduce((sum, bytes) => sum + bytes, 0);
		expect(total, page).toBeGreaterThan(40_000);
		expect(total, page).toBeLessThanOrEqual(page === '200.html' ? BUDGET_SHELL : BUDGET_OTHERS);
	}
});
