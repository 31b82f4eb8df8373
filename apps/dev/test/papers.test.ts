/** What the papers about security say of tests and files is there: a title that was changed is found out. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string) => readFileSync(root + path, 'utf8');

/** `passwordless/asking` “a title”, “another one”: the end of a path, and titles of tests or groups in it. */
const REFERENCE = /`([\w./()-]+)`\s(“[^”]+”(?:,\s“[^”]+”)*)/g;
const FILE = /`((?:apps|packages|docs|\.ci|\.github)\/[^`\s]*|[\w.-]+\.(?:md|yaml|js|json))`/g;
const LINK = /\]\((?!https?:|#)([^)#\s]+)/g;
/** `logger.info({ … }, 'a message')` */
const LOG_LINE =
	/\b(?:logger|log)\.(?:info|warn|error|fatal)\(\s*(?:[^;]*?,\s*)?'([^'\n]+)',?\s*\)/g;
const TITLE = /(?:\b(?:test|describe)(?:\.\w+)*|\)|\])\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1,/gs;

const testFiles = ['apps', 'packages'].flatMap((folder) =>
	readdirSync(root + folder)
		.flatMap((name) =>
			['src', 'test', 'tests']
				.map((part) => `${folder}/${name}/${part}`)
				.filter((path) => existsSync(root + path)),
		)
		.flatMap((path) =>
			readdirSync(root + path, { recursive: true, encoding: 'utf8' }).map(
				(file) => `${path}/${file}`,
			),
		)
		.filter((path) => /\.(test|spec)\.ts$/.test(path)),
);

function titlesIn(path: string): string[] {
	return [...read(path).matchAll(TITLE)].map(([, , title = '']) =>
		title.replace(/\\(['"`\\])/g, '$1'),
	);
}

/** The titles that a paper names and that are not there. */
function lostTitles(name: string, quoted: string): string[] {
	const found = testFiles.filter((path) =>
		`/${path}`.replace(/\.(test|spec)\.ts$/, '').endsWith(`/${name}`),
	);
	if (found.length !== 1) return [`${name}: ${String(found.length)} tests are called so`];
	const titles = found.flatMap(titlesIn);
	return [...quoted.matchAll(/“([^”]+)”/g)]
		.map(([, words = '']) => words.replace(/\s+/g, ' '))
		.filter((title) => !titles.includes(title))
		.map((title) => `${name}: no test is called ${title}`);
}

function faultsIn(paper: string): string[] {
	const text = read(paper);
	const files = [...text.matchAll(FILE)].map(([, path = '']) => root + path);
	const links = [...text.matchAll(LINK)].map(([, path = '']) =>
		fileURLToPath(new URL(path, `file://${root}${paper}`)),
	);
	return [
		...[...text.matchAll(REFERENCE)].flatMap(([, name = '', quoted = '']) =>
			lostTitles(name, quoted),
		),
		...[...files, ...links].filter((path) => !existsSync(path)),
	];
}

/** The cells of every row whose first cell matches. */
function rowsOf(paper: string, first: RegExp): string[][] {
	return read(paper)
		.split('\n')
		.filter((line) => line.startsWith('| '))
		.map((line) => line.slice(2, -2).split(/ \| /))
		.filter(([cell = '']) => first.test(cell));
}

/** Whether a cell names a test or a file. */
const hasProof = (text: string) =>
	[REFERENCE, FILE].some((pattern) => new RegExp(pattern.source).test(text));

test('the search knows the tests and their titles', () => {
	expect(testFiles.length).toBeGreaterThan(150);
	expect(titlesIn('apps/dev/test/papers.test.ts')).toContain(
		'the search knows the tests and their titles',
	);
});

test.each(['docs/security.md', 'docs/asvs.md', 'docs/threat-model.md', 'SECURITY.md'])(
	'every test, file and page that %s names is there',
	(paper) => {
		expect(faultsIn(paper)).toEqual([]);
	},
);

test('each of the 103 bugs of others has a test, or a reason why it has none', () => {
	const rows = rowsOf('docs/security.md', /^\d+$/);
	expect(rows.map(([number]) => Number(number))).toEqual(
		Array.from({ length: 103 }, (_, index) => index + 1),
	);
	for (const [number, , , here = ''] of rows) {
		const isExplained = /^\*(Does not apply|Not built yet)\*: \S/.test(here);
		expect({ number, isAnswered: isExplained || hasProof(here) }).toEqual({
			number,
			isAnswered: true,
		});
	}
});

test('the inventory of the log names every line that the API writes', () => {
	const [, section = ''] = read('docs/asvs.md').split('\n## Logs\n');
	const sources = readdirSync(`${root}apps/api/src`, { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
		.map((path) => read(`apps/api/src/${path}`));
	const written = sources.flatMap((text) =>
		[...text.matchAll(LOG_LINE)].map(([, message = '']) => message),
	);
	expect(new Set(written).size).toBeGreaterThan(15);
	expect(written.filter((message) => !section.includes(`\`${message}\``))).toEqual([]);
});

describe('the table of ASVS', () => {
	const rows = rowsOf('docs/asvs.md', /^V\d+\.\d+\.\d+$/);

	test('names every requirement once, with its level and whether it is met', () => {
		expect(rows.length).toBeGreaterThan(170);
		expect(new Set(rows.map(([id]) => id)).size).toBe(rows.length);
		for (const [id, level, , met] of rows) {
			expect({ id, level: /^L[123]$/.test(level ?? '') }).toEqual({ id, level: true });
			expect(['yes', 'partly', 'no', 'by whoever deploys', 'not here']).toContain(met);
		}
	});

	test('is summed up as it is', () => {
		const count = (wanted: string) => rows.filter(([, , , met]) => met === wanted).length;
		const text = read('docs/asvs.md').replace(/\s+/g, ' ');
		expect(text).toContain(`Of the ${String(rows.length)} requirements`);
		const met = `${String(count('yes'))} are met, ${String(count('partly'))} in part`;
		expect(text).toContain(`${met} and ${String(count('no'))} not;`);
	});

	test('shows what is met, and says why of what is not', () => {
		for (const [id, , , met, why = ''] of rows) {
			const isShown = met === 'yes' ? hasProof(why) || why.includes('](') : /\w{3}/.test(why);
			expect({ id, isShown }).toEqual({ id, isShown: true });
		}
	});
});
