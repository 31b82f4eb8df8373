import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { LightMyRequestResponse as Response } from 'fastify';

interface MediaType {
	readonly schema: object;
}
interface DeclaredResponse {
	readonly content?: Record<string, MediaType>;
	readonly 'x-problem-codes'?: readonly string[];
}
interface Operation {
	readonly operationId: string;
	readonly responses: Record<string, DeclaredResponse>;
}
interface Document {
	readonly paths: Record<string, Record<string, Operation>>;
	readonly components: object;
}

/** What the check looks at. */
export type Answer = Pick<Response, 'statusCode' | 'headers' | 'body' | 'json'>;

/**
 * A check that a reply is one its operation lists: status, media type, problem code and shape. With it
 * in every test the contract cannot lie to a generated client.
 */
export function createDeclaredCheck(openapi: object) {
	const document = JSON.parse(JSON.stringify(openapi)) as Document;
	// Whether the document is right is asked elsewhere, once and not in each test.
	const ajv = new Ajv2020({
		...{ strict: false, validateFormats: false, validateSchema: false, meta: false },
	});
	ajv.addSchema({ $id: 'openapi', components: document.components });

	const patterns = Object.entries(document.paths).map(
		([template, operations]) => [patternOf(template), operations] as const,
	);
	const validators = new Map<object, ValidateFunction>();

	function operationOf(method: string, url: string): Operation | undefined {
		const path = url.split('?')[0] ?? '';
		const found = patterns.find(([pattern]) => pattern.test(path));
		return found?.[1][method.toLowerCase()];
	}

	function validatorFor(schema: object): ValidateFunction {
		const known = validators.get(schema);
		if (known !== undefined) return known;
		const validator = ajv.compile(pointInto(schema));
		validators.set(schema, validator);
		return validator;
	}

	function assertBody(where: string, declared: DeclaredResponse, response: Answer): void {
		if (declared.content === undefined) {
			if (response.body !== '') throw new Error(`${where}: a body is not declared`);
			return;
		}
		const [type = ''] = (response.headers['content-type'] ?? '').split(';');
		const media = declared.content[type];
		if (media === undefined) throw new Error(`${where}: ${type} is not declared`);
		const body = response.json<{ code?: string }>();
		const validate = validatorFor(media.schema);
		if (!validate(body)) throw new Error(`${where}: ${ajv.errorsText(validate.errors)}`);
		const codes = declared['x-problem-codes'];
		if (codes && !codes.includes(body.code ?? '')) {
			throw new Error(`${where}: the code is not declared`);
		}
	}

	return (method: string, url: string, response: Answer): void => {
		assertNoCookieFromReading(method, url, response);
		const operation = operationOf(method, url);
		if (operation === undefined) return;
		const where = `${operation.operationId} answered ${String(response.statusCode)} ${response.body}`;
		const declared = operation.responses[String(response.statusCode)];
		if (declared === undefined) throw new Error(`${where}: the status is not declared`);
		assertBody(where, declared, response);
	};
}

/**
 * A cookie is only ever handed over in answer to a request that the SPA makes: browsers that keep cookies of other
 * sites apart (`Partitioned`) would put one of a navigation where the SPA’s requests do not find it.
 */
function assertNoCookieFromReading(method: string, url: string, { headers }: Answer): void {
	const isReading = ['GET', 'HEAD', 'OPTIONS'].includes(method.toUpperCase());
	if (isReading && headers['set-cookie'] !== undefined) {
		throw new Error(`${method} ${url} sets a cookie`);
	}
}

function patternOf(template: string): RegExp {
	return new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`);
}

/** The schema with its references led into the document. */
function pointInto(schema: object): object {
	const text = JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components');
	return JSON.parse(text) as object;
}
