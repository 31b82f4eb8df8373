import { describe, expect, test } from 'vitest';
import { describeApi } from '../scripts/describe-api.ts';
import { codesOf, contract, type Operation, operations } from './contract.ts';

const EVERYWHERE = [
	[400, 'malformed_request'],
	[500, 'internal_error'],
	[503, 'unavailable'],
] as const;
/** Not those that look after the process. */
const COUNTED = [[429, 'rate_limited']] as const;
const WRITES = [
	[403, 'origin_not_allowed'],
	[413, 'body_too_large'],
	[415, 'unsupported_media_type'],
] as const;
const SESSIONS = [
	[401, 'no_session'],
	[401, 'session_expired_idle'],
	[401, 'session_expired_absolute'],
	[401, 'session_ended'],
	[401, 'account_disabled'],
] as const;

/** What an operation of the contract fails to say; nothing when it is complete. */
function gapsOf(operation: Operation): string[] {
	const { operationId = '', tags = [], summary = '', responses = {}, ...raw } = operation.raw;
	const said = {
		operationId: /^[a-z][A-Za-z0-9]+$/.test(operationId),
		tags: tags.length === 1,
		summary: summary !== '',
		'x-access': ['public', 'session', 'unverified'].includes(raw['x-access'] ?? ''),
		success: Object.keys(responses).some((status) => status.startsWith('2')),
	};
	const missing = codesReaching(operation).filter(
		([status, code]) => !codesOf(operation.raw, status).includes(code),
	);
	return [
		...Object.entries(said).flatMap(([name, isSaid]) => (isSaid ? [] : [name])),
		...missing.map(([status, code]) => `${String(status)} ${code}`),
	];
}

/** The problems that reach an operation because of what it is. */
function codesReaching({ raw, isWrite, needsSession }: Operation) {
	const takesInput = raw.requestBody !== undefined || (raw.parameters ?? []).length > 0;
	return [
		...EVERYWHERE,
		...(raw.tags?.includes('health') === true ? [] : COUNTED),
		...(isWrite ? WRITES : []),
		...(needsSession ? SESSIONS : []),
		...(takesInput ? [[422, 'invalid_request'] as const] : []),
	];
}

test('openapi.yaml is what the routes say', async () => {
	expect(contract).toEqual(await describeApi());
});

test.each(operations)('$name is complete', (operation) => {
	expect(gapsOf(operation)).toEqual([]);
});

describe('an operation that lacks', () => {
	const whole = operations.find(({ name }) => name === 'updateTodo') as Operation;

	test.each(['operationId', 'tags', 'summary', 'x-access'] as const)(
		'%s is found out',
		(member) => {
			const { [member]: _removed, ...raw } = whole.raw;
			expect(gapsOf({ ...whole, raw })).toEqual([member]);
		},
	);

	test.each(['400', '401', '403', '413', '415', '422', '429', '500', '503'])(
		'its %s is found out',
		(status) => {
			const { [status]: _removed, ...responses } = whole.raw.responses ?? {};
			expect(gapsOf({ ...whole, raw: { ...whole.raw, responses } })).not.toEqual([]);
		},
	);
});

test('every operationId is there once', () => {
	const names = operations.map(({ name }) => name);
	expect(new Set(names).size).toBe(names.length);
});

test('an operation that finds an object by id says what it answers when there is none', () => {
	for (const { raw } of operations.filter(({ idParameter }) => idParameter)) {
		expect(codesOf(raw, 404), raw.operationId).toHaveLength(1);
	}
});

test('every code of every operation is in the closed set of codes', () => {
	const { ProblemCode } = contract.components.schemas;
	const used = operations.flatMap(({ raw }) =>
		Object.keys(raw.responses ?? {}).flatMap((status) => codesOf(raw, Number(status))),
	);
	expect([...new Set([...used, 'not_found'])].sort()).toEqual(ProblemCode?.enum);
});
