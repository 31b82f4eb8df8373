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

test.each([logger, requestLogger])('a line is one line, whatever stands in it', (each) => {
	each.info({ path: 'a\r\nb\u2028c\u001b[31m"\\' }, 'a\nforged {"level":"info"}');
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
	requestLogger.info({}, 'request');
	const line = JSON.parse(lines[0] ?? '') as { time: string };
	expect(Object.keys(line).sort()).toEqual(['level', 'msg', 'time']);
	expect(line.time).toBe(new Date(line.time).toISOString());
	expect(Math.abs(Date.now() - Date.parse(line.time))).toBeLessThan(5000);
});

test('the level that is set holds for both', () => {
	const quiet = createLoggers('error');
	quiet.logger.warn('not');
	quiet.requestLogger.info('not');
	quiet.logger.error('this');
	expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['this']);
});
