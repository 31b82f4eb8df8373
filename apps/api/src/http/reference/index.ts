import swagger from '@fastify/swagger';
import type { App } from '../app.ts';
import { createDocument, type DocumentOptions } from './document.ts';
import { collectContracts, completeOperations } from './operations.ts';

/** How the reference describes and shows the API. */
export interface ReferenceOptions extends DocumentOptions {
	/** Whether `/docs` and `/openapi.json` are served. */
	readonly isPublic: boolean;
}

const DOCS_POLICY = {
	'default-src': ["'none'"],
	'script-src': ["'self'"],
	'style-src': ["'self'", "'unsafe-inline'"],
	'img-src': ["'self'", 'data:'],
	'font-src': ["'self'"],
	'connect-src': ["'self'"],
	'base-uri': ["'none'"],
	'form-action': ["'self'"],
	'frame-ancestors': ["'none'"],
};

/**
 * Describes every route that follows, and shows the description. Must be awaited before the guard and
 * the routes: its own pages are public and no part of the contract.
 */
export async function registerReference(app: App, options: ReferenceOptions): Promise<void> {
	const contracts = collectContracts();
	await app.register(swagger, {
		openapi: createDocument(options),
		refResolver: { buildLocalReference: (json, _uri, _fragment, index) => nameOf(json, index) },
		transformObject: (documentObject) =>
			'openapiObject' in documentObject
				? completeOperations(documentObject.openapiObject, contracts.all())
				: documentObject.swaggerObject,
	});
	if (options.isPublic) {
		// Only where it is shown: reading it would be a tenth of every start.
		const { default: swaggerUi } = await import('@fastify/swagger-ui');
		await app.register(swaggerUi, {
			routePrefix: '/docs',
			// Its page names its files from the top of the host.
			indexPrefix: new URL(options.apiUrl).pathname.replace(/\/$/, ''),
			staticCSP: DOCS_POLICY,
			theme: { title: 'Postern API' },
			uiConfig: { layout: 'BaseLayout', persistAuthorization: false, tryItOutEnabled: true },
		});
		app.get('/openapi.json', { compress: {}, schema: { hide: true } }, () => app.swagger());
	}
	app.addHook('onRoute', contracts.onRoute);
}

function nameOf(json: Record<string, unknown>, index: number): string {
	return typeof json['$id'] === 'string' ? json['$id'] : `schema-${String(index)}`;
}
