import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendFile } from './send-file.ts';
import { findFile, type StaticFile } from './static-files.ts';

/** What is handed out. */
export interface StaticSiteOptions {
	/** The folder of the built SPA. */
	readonly root: string;
	/** The API's address, answered at /config.json and named in the policy: one build serves any deployment. */
	readonly apiUrl: string;
	/** Whether browsers come over TLS; they are then told never to come without. */
	readonly isSecure?: boolean;
}

/** Answers one request for a page or a file. Never throws. */
export type StaticSite = (request: IncomingMessage, response: ServerResponse) => void;

/** The built SPA: clean URLs, the fallback page, caching, and the headers of `apps/web/hosting`. */
export function createStaticSite(options: StaticSiteOptions): StaticSite {
	const headers = Object.entries(securityHeaders(options));
	return (request, response) => {
		for (const [name, value] of headers) response.setHeader(name, value);
		answer(options, request, response).catch(() => {
			if (response.headersSent) response.destroy();
			else sendText(response, 500, 'Internal server error');
		});
	};
}

function securityHeaders({ apiUrl, isSecure = false }: StaticSiteOptions): Record<string, string> {
	return {
		// The rest of the policy is a meta tag in each page, and the browser obeys both: this narrows where the pages
		// may send requests to, and says who may frame them, which only a header can.
		'content-security-policy': `connect-src 'self' ${new URL(apiUrl).origin}; frame-ancestors 'none'`,
		'x-content-type-options': 'nosniff',
		'x-frame-options': 'DENY',
		'referrer-policy': 'no-referrer',
		'cross-origin-opener-policy': 'same-origin',
		'cross-origin-resource-policy': 'same-origin',
		'permissions-policy':
			'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
		...(isSecure && { 'strict-transport-security': 'max-age=63072000; includeSubDomains' }),
	};
}

async function answer(
	options: StaticSiteOptions,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	if (request.method !== 'GET' && request.method !== 'HEAD') {
		response.setHeader('allow', 'GET, HEAD');
		sendText(response, 405, 'Method not allowed');
		return;
	}
	const path = pathOf(request.url ?? '/');
	if (path === null) {
		sendText(response, 400, 'Bad request');
	} else if (path === '/config.json') {
		sendConfig(response, options.apiUrl);
	} else if (path !== '/' && path.endsWith('/')) {
		// Rebuilt from its parts: an echoed "//host/" would lead to another site.
		const location = `/${path.split('/').filter(Boolean).map(encodeURIComponent).join('/')}`;
		response.setHeader('location', location);
		sendText(response, 308, 'Permanent redirect');
	} else {
		const file = await findFile(options.root, path, isNavigation(request, path));
		await sendFound(request, response, file);
	}
}

async function sendFound(
	request: IncomingMessage,
	response: ServerResponse,
	file: StaticFile | null,
): Promise<void> {
	if (file === null) sendText(response, 404, 'Not found');
	else await sendFile(request, response, file);
}

/** The decoded path, or null when it is no proper one. */
function pathOf(url: string): string | null {
	try {
		const path = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '');
		// A path that names its folders in another way than "/" is an attempt to leave the root.
		return path.startsWith('/') && !/[\0\\]/.test(path) ? path : null;
	} catch {
		return null;
	}
}

/** A page someone goes to, as opposed to a file that a page asks for. */
function isNavigation(request: IncomingMessage, path: string): boolean {
	if (path.startsWith('/_app/')) return false;
	const lastPart = path.slice(path.lastIndexOf('/') + 1);
	return request.headers.accept?.includes('text/html') === true || !lastPart.includes('.');
}

function sendConfig(response: ServerResponse, apiUrl: string) {
	response.setHeader('cache-control', 'no-store');
	response.setHeader('content-type', 'application/json');
	response.end(JSON.stringify({ apiUrl }));
}

function sendText(response: ServerResponse, status: number, text: string) {
	response.statusCode = status;
	response.setHeader('cache-control', 'no-store');
	response.setHeader('content-type', 'text/plain; charset=utf-8');
	response.end(`${text}\n`);
}
