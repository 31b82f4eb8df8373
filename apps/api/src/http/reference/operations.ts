import { PROBLEM_MEDIA_TYPE, type ProblemKind } from '@postern/problem';
import type { RouteOptions } from 'fastify';
import type { OpenAPIV3, OpenAPIV3_1 } from 'openapi-types';
import type { AccessRule } from '../app.ts';
import { problemSchemas } from './problem-schemas.ts';

interface Contract {
	readonly access: AccessRule;
	readonly proof?: 'recent' | undefined;
	readonly failures: readonly ProblemKind[];
}

type Document = Partial<OpenAPIV3.Document | OpenAPIV3_1.Document>;
type Operation = OpenAPIV3_1.OperationObject & Record<`x-${string}`, unknown>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Remembers what each operation declares besides its schemas. */
export function collectContracts() {
	const routes: RouteOptions[] = [];
	return {
		onRoute: (route: RouteOptions): void => {
			routes.push(route);
		},
		/** By operationId. Read at the end, since later hooks add to a route. */
		all: (): ReadonlyMap<string, Contract> =>
			new Map(
				routes.flatMap(({ schema, config }) => {
					if (schema?.operationId === undefined || config?.access === undefined) return [];
					const { access, proof, failures = [] } = config;
					return [[schema.operationId, { access, proof, failures }]];
				}),
			),
	};
}

/** Writes access rules and failures into the document, and the schemas they refer to. */
export function completeOperations(
	document: Document,
	contracts: ReadonlyMap<string, Contract>,
): Document {
	for (const path of Object.values(document.paths ?? {})) {
		for (const method of METHODS) {
			const operation = path?.[method] as Operation | undefined;
			const contract = contracts.get(operation?.operationId ?? '');
			if (operation && contract) complete(operation, contract);
		}
	}
	const codes = [...contracts.values()].flatMap(({ failures }) => failures.map(({ code }) => code));
	const schemas = problemSchemas([...new Set([...codes, 'not_found'])]);
	document.components = {
		...document.components,
		schemas: { ...document.components?.schemas, ...schemas } as never,
	};
	return document;
}

function complete(operation: Operation, { access, proof, failures }: Contract): void {
	operation['x-access'] = access;
	if (proof !== undefined) operation['x-proof'] = proof;
	operation.security = access === 'public' ? [] : [{ sessionCookie: [] }, { bearer: [] }];
	operation.responses ??= {};
	for (const [status, kinds] of byStatus(failures)) {
		operation.responses[String(status)] = failureResponse(status, kinds);
	}
}

function byStatus(failures: readonly ProblemKind[]): [number, ProblemKind[]][] {
	const groups = Map.groupBy(new Set(failures), ({ status }) => status);
	return [...groups].sort(([left], [right]) => left - right);
}

function failureResponse(status: number, kinds: readonly ProblemKind[]) {
	const codes = kinds.map(({ code }) => code).sort();
	const retryAfter = {
		description: 'Seconds until a retry makes sense.',
		schema: { type: 'integer' },
	};
	return {
		description: kinds.map(({ code, title }) => `\`${code}\`: ${title}`).join('\n'),
		...(status === 429 || status === 503 ? { headers: { 'Retry-After': retryAfter } } : {}),
		content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
		'x-problem-codes': codes,
	} as OpenAPIV3_1.ResponseObject;
}
