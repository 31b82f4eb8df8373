import { Problem } from '@postern/problem';
import type { FastifyRequest } from 'fastify';
import type { App } from './app.ts';
import { problems } from './problems.ts';

/**
 * Reads JSON and nothing else: what a form can send is refused before it is read (CVE-2022-41919). A
 * request without a body may say what it likes about it; axios in Node calls the nothing it sends a form.
 */
export function registerBodies(app: App): void {
	const parseJson = app.getDefaultJsonParser('error', 'error');
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
		if (text === '') done(null);
		else void parseJson(request, text as string, done);
	});
	app.addContentTypeParser('*', (request, _payload, done) => {
		done(isEmpty(request) ? null : new Problem(problems.unsupported_media_type));
	});
}

function isEmpty({ headers }: FastifyRequest): boolean {
	return headers['transfer-encoding'] === undefined && headers['content-length'] === '0';
}
