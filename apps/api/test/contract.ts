import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The part of JSON Schema that the contract's request bodies use. */
export interface Schema {
	readonly $ref?: string;
	/** Of several types, the first is the one that is not null. */
	readonly type?: string | readonly string[];
	readonly format?: string;
	readonly minLength?: number;
	readonly maxLength?: number;
	readonly pattern?: string;
	readonly enum?: readonly unknown[];
	readonly required?: readonly string[];
	readonly minProperties?: number;
	readonly properties?: Readonly<Record<string, Schema>>;
}

/** A parameter of an operation, and where it stands. */
export interface Parameter {
	readonly name: string;
	readonly in: string;
	readonly schema?: Schema;
}

interface Media {
	readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

/** An operation as openapi.yaml writes it; everything may be missing, which is what tests look for. */
export interface RawOperation {
	readonly operationId?: string;
	readonly tags?: readonly string[];
	readonly summary?: string;
	readonly 'x-access'?: string;
	readonly parameters?: readonly Parameter[];
	readonly requestBody?: Media;
	readonly responses?: Readonly<Record<string, { readonly 'x-problem-codes'?: readonly string[] }>>;
}

interface Document {
	readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
	readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** An operation with what a test needs to call it. */
export interface Operation {
	readonly name: string;
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	readonly path: string;
	readonly isWrite: boolean;
	readonly needsSession: boolean;
	/** The parameter of its path, when it is about one object. */
	readonly idParameter: Parameter | undefined;
	/** A body the schema accepts; undefined when the operation takes none. */
	readonly sample: unknown;
	readonly raw: RawOperation;
}

const committed = new URL('../../../openapi.yaml', import.meta.url);

/** The committed contract, parsed. */
export const contract = parse(readFileSync(committed, 'utf8')) as Document;

/** What a schema of texts does not say, or says with a pattern. */
const SAMPLES_BY_NAME: Readonly<Record<string, string>> = {
	code: '123456',
	email: 'sample@example.com',
};

const SAMPLES: Readonly<Record<string, (schema: Schema, name: string) => unknown>> = {
	object: sampleObject,
	string: ({ format, minLength = 0 }, name) =>
		SAMPLES_BY_NAME[name] ??
		(format === 'uuid' ? '00000000-0000-4000-8000-000000000000' : 'sample'.padEnd(minLength, '.')),
	boolean: () => true,
	integer: () => 1,
	number: () => 1,
	array: () => [],
};

/** Every operation of the committed contract, in its order. */
export const operations: readonly Operation[] = Object.entries(contract.paths).flatMap(
	([path, methods]) =>
		Object.entries(methods).map(([method, raw]) => ({
			name: raw.operationId ?? `${method} ${path}`,
			method: method.toUpperCase() as Operation['method'],
			path,
			isWrite: method !== 'get',
			needsSession: raw['x-access'] !== 'public',
			idParameter: raw.parameters?.find((parameter) => parameter.in === 'path'),
			sample: sampleBody(raw.requestBody),
			raw,
		})),
);

/** The problem codes an operation lists for a status. */
export function codesOf(operation: RawOperation, status: number): readonly string[] {
	return operation.responses?.[String(status)]?.['x-problem-codes'] ?? [];
}

function sampleBody(body: Media | undefined): unknown {
	const schema = body?.content?.['application/json']?.schema;
	return schema === undefined ? undefined : sampleOf(schema);
}

/** The smallest value that a schema accepts for a property, as far as the contract's schemas go. */
export function sampleOf(schema: Schema, property = ''): unknown {
	if (schema.$ref !== undefined) {
		const name = schema.$ref.replace('#/components/schemas/', '');
		const found = contract.components.schemas[name];
		if (found === undefined) throw new Error(`${schema.$ref} leads nowhere`);
		return sampleOf(found, property);
	}
	if (schema.enum !== undefined) return schema.enum[0];
	const make = SAMPLES[[schema.type ?? ''].flat()[0] ?? ''];
	if (make !== undefined) return make(schema, property);
	throw new Error(`no sample for ${JSON.stringify(schema)}: teach it to test/contract.ts`);
}

function sampleObject({ properties = {}, required = [], minProperties = 0 }: Schema): object {
	const names = [...new Set([...required, ...Object.keys(properties)])];
	const wanted = names.slice(0, Math.max(required.length, minProperties));
	return Object.fromEntries(wanted.map((name) => [name, sampleOf(properties[name] ?? {}, name)]));
}
