import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createLoggers } from './logger.ts';

const lines: string[] = [];

vi.mock('./line-writer.ts', () => ({
	createLineWriter: () => ({
		write: (line: string) => void lines.push(line),
		flush: () => Promise.resolve(),
	}),
}));

beforeEach(() => {
	lines.length = 0;
});

const CANARY = 'canary-3f1c';
const { logger, requestLogger } = createLoggers('trace');

const SECRETS = [
	'password',
	'passwordHash',
	'token',
	'tokenHash',
	'token_hash',
	'secret',
	'secretKey',
	'databaseUrl',
	'cookie',
	'set-cookie',
	'authorization',
	'headers',
	'body',
	'parameters',
	'detail',
];

describe.each(SECRETS)('%s', (name) => {
	test.each<[string, (secret: object) => object]>([
		['at the top', (secret) => secret],
		['one level down', (secret) => ({ user: secret })],
		['two levels down', (secret) => ({ request: { user: secret } })],
		['three levels down', (secret) => ({ a: { b: { c: secret } } })],
		['four levels down', (secret) => ({ a: { b: { c: { d: secret } } } })],
		['in a list', (secret) => ({ users: [secret, secret] })],
		['on an error', (secret) => ({ err: Object.assign(new Error('x'), secret) })],
		['in an error', (secret) => ({ err: Object.assign(new Error('x'), { query: secret }) })],
	])('%s is not written', (_where, place) => {
		logger.info(place({ [name]: CANARY }), 'message');
		logger.error(place({ [name]: { inner: [CANARY] } }), 'message');
		expect(lines).toHaveLength(2);
		for (const line of lines) {
			expect(line).not.toContain(CANARY);
			expect(JSON.parse(line)).toMatchObject({ msg: 'message' });
			expect(line).toContain('[redacted]');
		}
	});
});

test('what is no secret is written', () => {
	logger.info(
		{ requestId: 'r-1', err: Object.assign(new Error('broke'), { code: 'E1' }) },
		'internal_error',
	);
	expect(JSON.parse(lines[0] ?? '')).toMatchObject({
		level: 'info',
		requestId: 'r-1',
		msg: 'internal_error',
		err: { type: 'Error', message: 'broke', code: 'E1' },
	});
});

test('an object that is logged is not changed', () => {
	const user = { password: CANARY };
	logger.info({ user });
	expect(user.password).toBe(CANARY);
});

test('a line is one line, whatever stands in it', () => {
	logger.info({ path: 'a\r\nb\u2028c\u001b[31m"\\' }, 'a\nforged {"level":"info"}');
	expect(lines).toHaveLength(1);
	expect(lines[0]?.split('\n')).toEqual([expect.any(String), '']);
	expect(lines[0]).not.toContain('\u001b');
	expect(lines[0]).not.toContain('\r');
	expect(JSON.parse(lines[0] ?? '')).toMatchObject({
		path: 'a\r\nb\u2028c\u001b[31m"\\',
		msg: 'a\nforged {"level":"info"}',
	});
});

test('a line has its time in UTC, and nothing of the machine', () => {
	logger.info({}, 'request');
	const line = JSON.parse(lines[0] ?? '') as { time: string };
	expect(Object.keys(line).sort()).toEqual(['level', 'msg', 'time']);
	expect(line.time).toBe(new Date(line.time).toISOString());
	expect(Math.abs(Date.now() - Date.parse(line.time))).toBeLessThan(5000);
});

const LINE = {
	...{ requestId: 'a1b2-3', method: 'GET', route: '/todos/:id', status: 200, ms: 0.42 },
	ip: '127.0.0.1',
};

describe('the line of a request', () => {
	test('is what the logger itself would write', () => {
		requestLogger.info(LINE, 'request');
		logger.info(LINE, 'request');
		const [ours = '', theirs = ''] = lines.map((line) =>
			line.replace(/"time":"[^"]*"/, '"time":""'),
		);
		expect(ours).toBe(theirs);
	});

	test('is one line of JSON, whatever a proxy said and a route is called', () => {
		fc.assert(
			fc.property(
				fc.record({
					...{ requestId: fc.constant('a-1'), method: fc.constantFrom('GET', 'M-SEARCH') },
					route: fc.option(fc.string({ unit: 'binary' })),
					status: fc.integer({ min: 100, max: 599 }),
					ms: fc.integer({ min: 0, max: 1e9 }).map((hundredths) => hundredths / 100),
					ip: fc.string({ unit: 'binary' }),
				}),
				(line) => {
					lines.length = 0;
					requestLogger.info(line, 'request');
					expect(lines).toHaveLength(1);
					expect(lines[0]?.split(/[\n\r]/)).toEqual([expect.any(String), '']);
					expect(lines[0]).not.toContain('\u001b');
					expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', ...line });
				},
			),
		);
	});
});

test('the level that is set holds for both', () => {
	const quiet = createLoggers('error');
	quiet.logger.warn('not');
	quiet.requestLogger.info(LINE, 'request');
	quiet.logger.error('this');
	expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['this']);
});
