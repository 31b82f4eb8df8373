/** Ways of writing code that have let strangers in elsewhere, and that stand nowhere in what is shipped. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Source {
	readonly path: string;
	readonly text: string;
}

/** The files of a folder that are shipped: no tests, nothing generated. */
function sourcesOf(folder: string): Source[] {
	return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
		.filter((path) => /\.(ts|js|svelte|html)$/.test(path) && !path.endsWith('.test.ts'))
		.map((path) => ({
			path: `${folder}/${path}`,
			text: readFileSync(`${root}${folder}/${path}`, 'utf8'),
		}));
}

const API = [...sourcesOf('apps/api/src'), ...sourcesOf('apps/api/migrations')];
const WEB = [...sourcesOf('apps/web/src'), ...sourcesOf('apps/web/static')];
const PACKAGES = ['problem', 'safe-path', 'session-token', 'user-agent', 'api-client'].flatMap(
	(name) => sourcesOf(`packages/${name}/src`),
);
const ALL = [...API, ...WEB, ...PACKAGES];

function expectNowhere(
	sources: readonly Source[],
	pattern: RegExp,
	except: readonly string[] = [],
) {
	const found = sources.filter(({ path, text }) => pattern.test(text) && !except.includes(path));
	expect(found.map(({ path }) => path)).toEqual([]);
}

test('the search finds what it looks for', () => {
	expect(API.length).toBeGreaterThan(150);
	expect(WEB.length).toBeGreaterThan(80);
	expect(API.some(({ text }) => /\bsql`/.test(text))).toBe(true);
});

describe('nowhere', () => {
	test('is text run as code', () => {
		expectNowhere(ALL, /(?<![.\w])eval\(|new Function\(|\bsetTimeout\(\s*['"`]|node:vm\b/);
	});

	// better-auth 7ae340e2: the error page wrote a parameter of its address.
	test('is text made into HTML by a page', () => {
		expectNowhere(WEB, /\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write/);
	});

	test('does a page listen to messages of other windows, or keep cookies by itself', () => {
		expectNowhere(WEB, /addEventListener\(\s*['"]message['"]\s*,[^)]*\bwindow\b|window\.onmessage/);
		expectNowhere(WEB, /document\.cookie/);
	});

	test('is a program started by the API', () => {
		expectNowhere(API, /child_process|node:cluster/);
	});

	// drizzle CVE-2026-39356, kysely CVE-2026-33468: names that came with a request got into statements.
	test('is a statement put together from text', () => {
		expectNowhere(API, /\bsql\.(raw|lit|literal)\b|\.raw\(/, [
			'apps/api/src/dev-mailbox/routes.ts',
		]);
	});

	test('is the check of a certificate switched off, or an old protocol let in', () => {
		expectNowhere(ALL, /rejectUnauthorized:\s*false|minVersion:\s*'TLSv1(\.1)?'/);
	});

	test('is a hash or a cipher that is out of date', () => {
		expectNowhere(ALL, /['"](md5|sha1|aes-\d+-(ecb|cbc)|des(-[\w-]+)?|rc4)['"]/i);
	});

	test('is chance that can be foretold', () => {
		expectNowhere([...API, ...PACKAGES], /Math\.random/);
	});

	test('is a pattern made of what somebody sent', () => {
		// That one is made of constants that are too long for one line.
		expectNowhere([...API, ...PACKAGES], /new RegExp\(/, [
			'apps/api/src/features/profiles/text.ts',
		]);
	});

	test('is a pattern of an origin, or any origin', () => {
		expectNowhere(API, /access-control-allow-origin['"]?\s*[:,]\s*['"]\*/i);
		const { text = '' } = API.find(({ path }) => path.endsWith('http/origins.ts')) ?? {};
		expect(text).toMatch(/new Set\((\w+\.)?allowed(Origins)?\)/);
	});
});
