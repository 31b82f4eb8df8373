import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { statFile, type StaticFile } from './static-files.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
	'.css': 'text/css; charset=utf-8',
	'.html': 'text/html; charset=utf-8',
	'.ico': 'image/x-icon',
	'.jpg': 'image/jpeg',
	'.js': 'text/javascript; charset=utf-8',
	'.json': 'application/json',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.txt': 'text/plain; charset=utf-8',
	'.webmanifest': 'application/manifest+json',
	'.webp': 'image/webp',
	'.woff2': 'font/woff2',
	'.xml': 'application/xml',
};

const ENCODINGS = [
	{ name: 'br', suffix: '.br' },
	{ name: 'gzip', suffix: '.gz' },
];

/** Sends a file, compressed when the build has left a compressed copy beside it. */
export async function sendFile(
	request: IncomingMessage,
	response: ServerResponse,
	file: StaticFile,
): Promise<void> {
	const type = CONTENT_TYPES[extname(file.path).toLowerCase()] ?? 'application/octet-stream';
	const { size, path, encoding } = await smallestCopy(request, file);
	const etag = `W/"${size.toString(36)}-${Math.trunc(file.modifiedMs).toString(36)}"`;
	const isImmutable = file.isImmutable && !path.endsWith('.html');
	response.setHeader('content-type', type);
	response.setHeader('vary', 'accept-encoding');
	response.setHeader('etag', etag);
	response.setHeader(
		'cache-control',
		isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
	);
	if (request.headers['if-none-match'] === etag) {
		response.statusCode = 304;
		response.end();
		return;
	}
	if (encoding !== null) response.setHeader('content-encoding', encoding);
	response.setHeader('content-length', size);
	if (request.method === 'HEAD') response.end();
	else await pipeline(createReadStream(path), response);
}

async function smallestCopy(request: IncomingMessage, file: StaticFile) {
	const accepted = acceptedEncodings(request.headers['accept-encoding'] ?? '');
	for (const { name, suffix } of ENCODINGS) {
		const copy = accepted.has(name) ? await statFile(file.path + suffix) : null;
		if (copy !== null) return { ...copy, encoding: name };
	}
	return { ...file, encoding: null };
}

/** The names in an Accept-Encoding header, without those refused with q=0 (RFC 9110, 12.5.3). */
function acceptedEncodings(header: string): Set<string> {
	const entries = header.toLowerCase().split(',');
	const accepted = entries.filter((entry) => !/;\s*q=0(\.0*)?\s*$/.test(entry));
	return new Set(accepted.map((entry) => entry.split(';', 1)[0]?.trim() ?? ''));
}
