import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProblemCode } from '../src/generated/schemas/problem-code.ts';
import { createCookieJar } from '../src/index.ts';
import { parseProblem } from '../src/problem.ts';
import { retryAfterSeconds } from '../src/retry-after.ts';

const known = Object.keys(ProblemCode);
const names = ['code', 'title', 'detail', 'requestId', 'errors', 'endedAt', 'reason', 'triesLeft'];
const value = fc.oneof(fc.jsonValue(), fc.constantFrom(...known, '__proto__', 'constructor'));
const documents = fc.oneof(
	fc.dictionary(fc.constantFrom(...names, 'passwordlessType', 'status'), value),
	fc.jsonValue(),
);
const statuses = fc.integer({ min: 400, max: 599 });
const isTextOrNothing = (text: unknown) => text === undefined || typeof text === 'string';

test('whatever an answer holds, its problem has the types that it promises', () => {
	fc.assert(
		fc.property(statuses, documents, (status, body) => {
			const problem = parseProblem(status, body);
			if (problem === null) return;
			expect(problem.status).toBe(status);
			expect([...known, 'unrecognized']).toContain(problem.code);
			expect(problem.code === 'unrecognized' || problem.code === problem.rawCode).toBe(true);
			const { title, detail, requestId, endedAt, reason, passwordlessType } = problem;
			expect(typeof title).toBe('string');
			const texts = [detail, requestId, endedAt, reason, passwordlessType];
			expect(texts.every(isTextOrNothing)).toBe(true);
			for (const { path, message } of problem.errors)
				expect(typeof (path + message)).toBe('string');
			expect(['number', 'undefined']).toContain(typeof problem.triesLeft);
		}),
		{ numRuns: 1000 },
	);
});

test('nothing but a 401 with a code of a session ends a session', () => {
	const ending = fc.constantFrom('no_session', 'session_ended', 'account_disabled', ...known);
	fc.assert(
		fc.property(statuses, ending, documents, (status, code, body) => {
			const problem = parseProblem(status, { ...Object(body), code });
			if (status !== 401) expect(problem?.isSessionProblem).toBe(false);
		}),
	);
	fc.assert(
		fc.property(fc.string(), (code) => {
			fc.pre(!known.includes(code));
			expect(parseProblem(401, { code })?.isSessionProblem).toBe(false);
		}),
	);
});

test('a wait is whole seconds that have not passed, or none', () => {
	const headers = fc.oneof(
		fc.string(),
		fc.integer().map(String),
		fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
	);
	fc.assert(
		fc.property(headers, fc.nat(), (header, now) => {
			const seconds = retryAfterSeconds({ 'retry-after': header }, now);
			if (seconds === undefined) return;
			expect(Number.isSafeInteger(seconds)).toBe(true);
			expect(seconds).toBeGreaterThanOrEqual(0);
		}),
		{ numRuns: 1000 },
	);
});

test('a jar sends back what is alive, under its name, and never throws', () => {
	const name = fc.stringMatching(/^[a-zA-Z_-]{1,10}$/);
	const text = fc.stringMatching(/^[\w-]{0,43}$/);
	const cookie = fc.record({ name, text, life: fc.option(fc.integer({ min: -5, max: 5 })) });
	fc.assert(
		fc.property(fc.array(cookie), fc.array(fc.string()), (cookies, noise) => {
			const jar = createCookieJar(() => 0);
			const wanted = new Map<string, string>();
			for (const { name: key, text: content, life } of cookies) {
				jar.store([`${key}=${content}; Path=/${life === null ? '' : `; Max-Age=${String(life)}`}`]);
				wanted.delete(key);
				if (life === null || life > 0) wanted.set(key, content);
			}
			const pairs = jar.header()?.split('; ') ?? [];
			expect(new Set(pairs)).toEqual(new Set([...wanted].map((pair) => pair.join('='))));
			expect(() => {
				jar.store(noise);
			}).not.toThrow();
		}),
	);
});
