import { readFileSync } from 'node:fs';
import type { Handle } from '@sveltejs/kit/hooks';
import { building } from '$app/env';
import firstPaint from './first-paint.js?raw';

interface Built {
	readonly file: string;
	readonly imports?: readonly string[];
	readonly css?: readonly string[];
}

const MANIFEST = '.svelte-kit/output/client/.vite/manifest.json';
/** As Kit numbers them: the page of errors, without which it starts nothing, and what is around each page of the app. */
const [ERROR_PAGE, APP_LAYOUT] = [1, 2];

/** What the client is made of, which is built before any page is drawn. In development there is nothing to know. */
const manifest = building
	? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as Readonly<Record<string, Built>>)
	: {};

/** The files of one of Kit's nodes: its own and those that it imports. */
function filesOf(node: number): Set<string> {
	const files = new Set<string>();
	const add = (key: string): void => {
		const built = manifest[key];
		if (!built || files.has(built.file)) return;
		files.add(built.file);
		for (const css of built.css ?? []) files.add(css);
		built.imports?.forEach(add);
	};
	const own = Object.keys(manifest).find((key) => key.endsWith(`/nodes/${String(node)}.js`));
	if (building && own === undefined) throw new Error(`Kit has built no node ${String(node)}.`);
	if (own !== undefined) add(own);
	return files;
}

/** Names what Kit will ask for only after its first scripts have run: a round trip for every visitor. */
function preloads(html: string, isShell: boolean): string {
	const files = new Set([...filesOf(ERROR_PAGE), ...(isShell ? filesOf(APP_LAYOUT) : [])]);
	return [...files]
		.filter((file) => !html.includes(file))
		.map((file) =>
			file.endsWith('.css')
				? `<link rel="preload" href="/${file}" as="style">`
				: `<link rel="modulepreload" href="/${file}">`,
		)
		.join('\n\t\t');
}

/**
 * Finishes each page when it is drawn at build time: writes first-paint.js into it, since as a file of its own it was
 * asked for before anything else, at every load, and nothing was painted before it had come; and names what Kit does not.
 */
export const handle: Handle = ({ event, resolve }) =>
	resolve(event, {
		transformPageChunk: ({ html }) =>
			html
				.replace('%first-paint%', () => `<script>${firstPaint}</script>`)
				// The shell, 200.html, belongs to no route; the pages of the app begin with it.
				.replace('</head>', () => `${preloads(html, event.route.id === null)}\n\t</head>`),
	});
