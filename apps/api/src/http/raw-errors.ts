import type { Socket } from 'node:net';
import { Problem, PROBLEM_MEDIA_TYPE, toDocument } from '@postern/problem';
import { fixedHeaders, type HeaderOptions } from './headers.ts';
import { problems } from './problems.ts';

const BY_NODE_CODE: Readonly<Record<string, string>> = {
	ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
	HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

/**
 * Answers what never became a request: broken framing, headers too large or too slow. The connection
 * closes, since nothing on it can be trusted any more (RFC 9112, section 6.3).
 */
export function createClientErrorHandler(options: HeaderOptions) {
	const headers = Object.entries({ ...fixedHeaders(options), connection: 'close' })
		.map(([name, value]) => `${name}: ${value}\r\n`)
		.join('');
	return (error: Error & { code?: string }, socket: Socket): void => {
		if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
		const statusLine = BY_NODE_CODE[error.code ?? ''] ?? '400 Bad Request';
		const body = JSON.stringify({
			...toDocument(new Problem(problems.malformed_request), 'none'),
			status: Number(statusLine.slice(0, 3)),
		});
		socket.end(
			`HTTP/1.1 ${statusLine}\r\n${headers}content-type: ${PROBLEM_MEDIA_TYPE}\r\n` +
				`content-length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
		);
	};
}
