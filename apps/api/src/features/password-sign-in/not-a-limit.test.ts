import { Problem } from '@postern/problem';
import { expect, test } from 'vitest';
import { problems as httpProblems } from '../../http/problems.ts';
import { authRequestProblems } from '../auth-requests/index.ts';
import { createPasswordSignIn } from './index.ts';

const attempt = {
	email: 'ada@example.com',
	password: 'x',
	browser: null,
	where: { client: '203.0.113.1' } as never,
	signal: new AbortController().signal,
};

/** An attempt whose guess could not be counted, and what was written down about it. */
async function attemptThatFails(error: Error): Promise<unknown[]> {
	const recorded: unknown[] = [];
	const signIn = createPasswordSignIn({
		authRequests: {
			countGuess: () => Promise.reject(error),
			takeBackGuess: () => Promise.resolve(),
		},
		knownBrowsers: { recognise: () => Promise.resolve(null) },
		passwords: { prove: () => Promise.reject(new Error('looked at all the same')) },
		trail: {
			recordFailure: (event) => {
				recorded.push(event);
				return Promise.resolve();
			},
		},
		onError: () => undefined,
	});
	await expect(signIn.prove(attempt)).rejects.toBe(error);
	return recorded;
}

test('a guess that could not be counted is not looked at, and is no limit unless it was one', async () => {
	const alike = Object.assign(new Error('no Problem'), {
		kind: authRequestProblems.guesses_limited,
	});
	expect(await attemptThatFails(new Error('no database'))).toEqual([]);
	expect(await attemptThatFails(new Problem(httpProblems.invalid_request))).toEqual([]);
	expect(await attemptThatFails(alike)).toEqual([]);
	expect(await attemptThatFails(new Problem(authRequestProblems.guesses_limited))).toEqual([
		{ name: 'guesses_limited', account: { email: 'ada@example.com' } },
	]);
});
