import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { findFile, type StaticFile } from './serve/static-files.ts';
import { sendFile } from './serve/send-file.ts';

/** What the server hands out. */
export interface StaticServerOptions {
	/** The folder of the built SPA. */
	readonly root: string;
	/** The API's address, answered at /config.json: one build serves any deployment. */
	readonly apiUrl: string;
}

const SECURITY_HEADERS = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'no-referrer',
	// The rest of the policy is a meta tag in each page; this directive only works as a header.
	'content-security-policy': "frame-ancestors 'none'",
	'cross-origin-opener-policy': 'same-origin',
	'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** A server for the built SPA on this machine: clean URLs, the fallback page, caching, safe headers. */
export function createStaticServer(options: StaticServerOptions): Server {
	return createServer((request, response) => {
		answer(options, request, response).catch(() => {
			if (response.headersSent) response.destroy();
			else sendText(response, 500, 'Internal server error');
		});
	});
}

async function answer(
	options: StaticServerOptions,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
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
