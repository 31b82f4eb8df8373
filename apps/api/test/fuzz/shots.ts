import fc from 'fast-check';
import { WEB_ORIGIN } from '../app.ts';
import {
	contract,
	type Operation,
	operations,
	type Parameter,
	type Schema,
	sampleOf,
} from '../contract.ts';
import { hostileBody, hostileHeader, hostileText, hostileValue } from './hostile.ts';
import type { Pool } from './pool.ts';

/** One request of a run, ready to be sent. */
export interface Shot {
	readonly method: string;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly payload?: string;
	/** Whose cookies go along: of the one before, of somebody by number, or of nobody. */
	readonly person: Person;
}

/** Who sends a request. */
export type Person = 'same' | 'nobody' | number;

/** A value of a request that depends on what is known by the time it is sent. */
type Make<T> = (pool: Pool) => T;

/** Mostly the youngest: what belongs together came together. */
const age = fc.oneof(fc.constant(0), fc.constant(0), fc.nat({ max: 3 }), fc.nat({ max: 1000 }));
const person: fc.Arbitrary<Person> = fc.oneof(
	{ weight: 10, arbitrary: fc.constant('same' as const) },
	{ weight: 4, arbitrary: fc.nat({ max: 3 }) },
	{ weight: 1, arbitrary: fc.constant('nobody' as const) },
);
const rarely = (percent: number) => fc.nat({ max: 99 }).map((roll) => roll < percent);

function textMaker(schema: Schema, name: string): fc.Arbitrary<Make<unknown>> {
	const sample = () => sampleOf(schema, name);
	return fc.oneof(
		{
			weight: 6,
			arbitrary: age.map((old) => (pool: Pool) => pool.pick(name, old) ?? sample()),
		},
		{ weight: 2, arbitrary: fittingText(schema).map((text) => () => text) },
		{ weight: 2, arbitrary: hostileText.map((text) => () => text) },
	);
}

function fittingText({ format, pattern, minLength = 0, maxLength = 60 }: Schema) {
	if (format === 'uuid') return fc.uuid();
	if (pattern === '^[0-9]{6}$') return fc.stringMatching(/^[0-9]{6}$/);
	return fc.string({ minLength, maxLength: Math.min(maxLength, 300), size: 'max' });
}

/** Mostly a value that the schema accepts. */
function valueMaker(schema: Schema, name: string): fc.Arbitrary<Make<unknown>> {
	return fc.oneof(
		{ weight: 12, arbitrary: fittingMaker(schema, name) },
		{ weight: 1, arbitrary: hostileValue.map((value) => () => value) },
	);
}

function fittingMaker(schema: Schema, name: string): fc.Arbitrary<Make<unknown>> {
	const { enum: choices } = schema;
	if (schema.$ref !== undefined) {
		const found = contract.components.schemas[schema.$ref.replace('#/components/schemas/', '')];
		if (found === undefined) throw new Error(`${schema.$ref} leads nowhere`);
		return fittingMaker(found, name);
	}
	if (choices !== undefined) return fc.constantFrom(...choices).map((choice) => () => choice);
	const types = [schema.type ?? []].flat();
	const makers: Readonly<Record<string, () => fc.Arbitrary<Make<unknown>>>> = {
		object: () => objectMaker(schema),
		string: () => textMaker(schema, name),
		boolean: () => fc.boolean().map((value) => () => value),
		null: () => fc.constant(() => null),
	};
	return fc.oneof(
		...types.map((type) => {
			const maker = makers[type];
			if (maker === undefined) throw new Error(`no values of type ${type}: teach it to the fuzzer`);
			return maker();
		}),
	);
}

function objectMaker({ properties = {}, required = [] }: Schema): fc.Arbitrary<Make<unknown>> {
	const parts = Object.entries(properties).map(([name, schema]) =>
		fc.record({
			name: fc.constant(name),
			isThere: rarely(required.includes(name) ? 96 : 50),
			make: valueMaker(schema, name),
		}),
	);
	const stranger = fc.record({
		name: fc.constantFrom('isAdmin', 'userId', '__proto__', 'id', ''),
		isThere: rarely(3),
		make: hostileValue.map((value) => () => value),
	});
	return fc.tuple(...parts, stranger).map((chosen) => (pool: Pool) => {
		const there = chosen.filter(({ isThere }) => isThere);
		return Object.fromEntries(there.map(({ name, make }) => [name, make(pool)]));
	});
}

function bodyMaker({ raw }: Operation): fc.Arbitrary<Make<string | undefined>> {
	const schema = raw.requestBody?.content?.['application/json']?.schema;
	const honest: fc.Arbitrary<Make<string | undefined>> =
		schema === undefined
			? fc.constant(() => undefined)
			: valueMaker(schema, '').map((make) => (pool: Pool) => JSON.stringify(make(pool)));
	return fc.oneof(
		{ weight: 19, arbitrary: honest },
		{ weight: 1, arbitrary: hostileBody.map((text) => () => text) },
	);
}

const PATH_TEXTS = ['%00', '%ff', '%ED%A0%80', '..%2f..', ';a=b', '%', '%zz', ' ', '*'];

function urlMaker({ path, raw }: Operation): fc.Arbitrary<Make<string>> {
	const parameters = (raw.parameters ?? []).filter((each) => each.in !== 'header');
	const parts = parameters.map((parameter) =>
		fc.record({
			parameter: fc.constant(parameter),
			isThere: fc.boolean(),
			make: fc.oneof(
				{ weight: 9, arbitrary: idMaker(path, parameter).map(encoded) },
				{ weight: 1, arbitrary: fc.constantFrom(...PATH_TEXTS).map((text) => () => text) },
			),
		}),
	);
	const suffix = fc.oneof(
		{ weight: 30, arbitrary: fc.constant('') },
		{
			weight: 1,
			arbitrary: fc.constantFrom('/', '?', '?a=1&a=2', '?before=x&before=y', '/x', ';'),
		},
	);
	return fc.tuple(suffix, ...parts).map(([end, ...chosen]) => (pool: Pool) => {
		let url = path;
		for (const { parameter, isThere, make } of chosen) {
			if (parameter.in === 'path') url = url.replace(`{${parameter.name}}`, () => make(pool));
			else if (isThere) url += `?${parameter.name}=${make(pool)}`;
		}
		return url + end;
	});
}

/** Ids of this path's own things, more often than any other text. */
function idMaker(path: string, { name, schema = {} }: Parameter): fc.Arbitrary<Make<unknown>> {
	const [own = ''] = path.split('/{');
	const anyText = textMaker(schema, name);
	return fc.tuple(fc.nat({ max: 2 }), age, anyText).map(([roll, old, make]) => (pool: Pool) => {
		return (roll > 0 ? pool.pick(`${own}:id`, old) : undefined) ?? make(pool);
	});
}

function encoded(make: Make<unknown>): Make<string> {
	return (pool) => {
		const text = String(make(pool)).toWellFormed().slice(0, 300).toWellFormed();
		// A client resolves dots before it sends them: they would ask for another path.
		return /^\.*$/.test(text) ? '-' : encodeURIComponent(text);
	};
}

const hostileHeaders = fc
	.array(
		fc.tuple(
			fc.constantFrom(
				...['accept', 'accept-encoding', 'accept-language', 'user-agent', 'x-forwarded-for'],
				...['forwarded', 'x-request-id', 'if-none-match', 'idempotency-key', 'origin', 'referer'],
				...['sec-fetch-site', 'authorization', 'content-type', 'cookie', 'x-http-method-override'],
			),
			hostileHeader,
		),
		{ maxLength: 3 },
	)
	.map((pairs) => Object.fromEntries(pairs) as Record<string, string>);

const idempotencyKey = fc.constantFrom(
	{},
	{},
	{ 'idempotency-key': 'a' },
	{ 'idempotency-key': 'b' },
);
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Any request about an operation of the contract, most of them nearly right. */
export const shots: fc.Arbitrary<Make<Shot>> = fc
	.constantFrom(...operations)
	.chain((operation) =>
		fc.record({
			method: fc.oneof(
				{ weight: 30, arbitrary: fc.constant(operation.method as string) },
				{ weight: 1, arbitrary: fc.constantFrom(...METHODS) },
			),
			url: urlMaker(operation),
			body: bodyMaker(operation),
			person,
			key: idempotencyKey,
			strange: fc.oneof(
				{ weight: 7, arbitrary: fc.constant({}) },
				{ weight: 1, arbitrary: hostileHeaders },
			),
		}),
	)
	.map(({ method, url, body, key, strange, ...who }) => (pool: Pool) => {
		const payload = body(pool);
		const type = payload === undefined ? {} : { 'content-type': 'application/json' };
		return {
			method,
			url: url(pool),
			...who,
			headers: { origin: WEB_ORIGIN, ...type, ...key, ...strange },
			...(payload === undefined ? {} : { payload }),
		};
	});
