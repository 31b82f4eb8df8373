import { Problem, Unreachable } from '@postern/api-client';
import { describe, expect, test } from 'vitest';
import { createExplain, explain } from './problems.ts';

function problem(code: string, more: Partial<Problem> = {}): Problem {
	return new Problem({ status: 400, code, title: 'For logs.', ...more });
}

describe('explain', () => {
	test.each(['network', 'timeout', 'unreadable'] as const)('says what to do about %s', (kind) => {
		expect(explain(new Unreachable(kind))).toMatch(/again/);
	});

	test('calls a slow answer longer than usual', () => {
		expect(explain(new Unreachable('timeout'))).toMatch(/^This is taking longer than usual/);
	});

	test.each([
		[{}, 'in a moment'],
		[{ retryAfterSeconds: 1 }, 'in 1 second.'],
		[{ retryAfterSeconds: 42 }, 'in 42 seconds.'],
		[{ retryAfterSeconds: 180 }, 'in 3 minutes.'],
	])('says how long to wait when told %j', (more, words) => {
		expect(explain(problem('rate_limited', more))).toContain(words);
	});

	test('counts down with the seconds it is given', () => {
		expect(explain(problem('rate_limited', { retryAfterSeconds: 42 }), 7)).toContain(
			'in 7 seconds',
		);
	});

	test('says it with the sentences a page brings of its own', () => {
		const explainHere = createExplain({ not_found: 'No such page.' });
		expect(explainHere(problem('not_found'))).toBe('No such page.');
		expect(explainHere(problem('body_too_large'))).toBe(explain(problem('body_too_large')));
	});

	test('names the field’s fault for an invalid request', () => {
		const errors = [{ path: 'title', message: 'must not be blank' }];
		expect(explain(problem('invalid_request', { errors }))).toContain('must not be blank');
	});

	test.each([problem('invented_tomorrow'), new Error('secret detail'), undefined])(
		'shows neither internals nor nothing for what it does not know (%#)',
		(error) => {
			expect(explain(error)).toMatch(/^Something went wrong on our side\. Try again/);
		},
	);
});
