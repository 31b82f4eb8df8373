import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

const BUILD = join(import.meta.dirname, '../build');
const HOSTING = join(import.meta.dirname, '../hosting');
const PAGES = [
	'index.html',
	'sign-in.html',
	'sign-in/code.html',
	'sign-in/password.html',
	'sign-in/forgot.html',
	'link.html',
	'reset.html',
	'undo.html',
	'goodbye.html',
	'no-cookie.html',
	'not-me.html',
	'register.html',
	'register/code.html',
	'register/link.html',
	'verify.html',
	'200.html',
];

function read(page: string): string {
	return readFileSync(join(BUILD, page), 'utf8');
}

function directives(policy: string): Map<string, string> {
	const parts = policy.split(';').map((part) => part.trim().split(/ (.*)/));
	return new Map(parts.map(([name = '', sources = '']) => [name, sources]));
}

function policyOf(page: string): Map<string, string> {
	return directives(
		/http-equiv="content-security-policy" content="([^"]+)"/.exec(read(page))?.[1] ?? '',
	);
}

function hash(text: string): string {
	return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

beforeAll(() => {
	if (!existsSync(BUILD)) throw new Error('There is no build to look at: run `pnpm build` first.');
});

test.each(PAGES)('the policy of %s lets nothing in but files of this origin', (page) => {
	const policy = policyOf(page);
	expect(policy.get('default-src')).toBe("'none'");
	expect(policy.get('style-src')).toBe("'self'");
	expect(policy.get('base-uri')).toBe("'none'");
	expect(policy.get('form-action')).toBe("'none'");
	expect(policy.get('require-trusted-types-for')).toBe("'script'");
	expect([...policy.values()].join(' ')).not.toMatch(/unsafe-inline|unsafe-eval|\*(?!$| |')\./);
});

test.each(PAGES)('every inline script of %s is named by its hash, and no other', (page) => {
	const scripts = [...read(page).matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) =>
		hash(text),
	);
	expect(scripts).toHaveLength(2);
	expect(policyOf(page).get('script-src')).toBe(`'self' ${scripts.join(' ')}`);
});

test.each(PAGES)('%s holds no style of its own and no address of another host', (page) => {
	const html = read(page);
	expect(html).not.toMatch(/<style|\sstyle=|\son\w+="/);
	expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
		/(?:src|href)="(?:https?:)?\/\//,
	);
});

test('the one style attribute that is let in is the one of Kit’s page announcer', () => {
	const kit = dirname(createRequire(import.meta.url).resolve('@sveltejs/kit/package.json'));
	const root = readFileSync(join(kit, 'src/runtime/components/root.svelte'), 'utf8');
	const style = /id="svelte-announcer"[\s\S]*?style="([^"]+)"/.exec(root)?.[1] ?? '';
	expect(policyOf('200.html').get('style-src-attr')).toBe(`'unsafe-hashes' ${hash(style)}`);
});

test('every page that is drawn at build time has its line in _redirects, and its place in these tests', () => {
	const drawn = readdirSync(BUILD, { recursive: true, encoding: 'utf8' })
		.map((file) => file.replaceAll('\\', '/'))
		.filter((file) => file.endsWith('.html'));
	expect(drawn.toSorted()).toEqual(PAGES.toSorted());
	const redirects = readFileSync(join(HOSTING, '_redirects'), 'utf8');
	for (const file of drawn.filter((name) => name.includes('link') || name.startsWith('sign-in'))) {
		const path = file.replace(/\.html$/, '');
		expect(redirects).toMatch(new RegExp(`^/${path} +/${file} +200$`, 'm'));
	}
});

test('every host file sends the same headers', () => {
	const files = readdirSync(HOSTING).filter((file) =>
		/^(nginx\.conf|Caddyfile|_headers)$/.test(file),
	);
	expect(files).toHaveLength(3);
	for (const file of files) {
		const text = readFileSync(join(HOSTING, file), 'utf8');
		for (const header of [
			"connect-src 'self' https://api.example.com; frame-ancestors 'none'",
			'Strict-Transport-Security',
			'X-Content-Type-Options',
			'Referrer-Policy',
			'Cross-Origin-Opener-Policy',
			'Permissions-Policy',
			'max-age=31536000, immutable',
			'no-store',
		]) {
			expect(text, `${header} in ${file}`).toContain(header);
		}
	}
});
