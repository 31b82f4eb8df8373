/** What is said of a session where it could be one thing or another, and what a program is known by. */
import { Problem } from '@postern/problem';
import { expect, test } from 'vitest';
import { SOMEWHERE } from '../../../test/where.ts';
import { SECOND_MS } from '../../ports/clock.ts';
import { programHashOf } from './browser-hash.ts';
import { assertNotEnded, isWithinLife, judge, type SessionFacts } from './verdict.ts';

const NOW = Date.UTC(2030, 0, 1, 12);
const LIFE = { idleSeconds: 600, absoluteSeconds: 3600 };
const FACTS: SessionFacts = {
	...{ token_hash: 'a hash', session_id: 'a session', session_created_at: NOW },
	...{ last_seen_at: NOW, expires_at: NOW + 3600 * SECOND_MS },
	...{ ended_at: null, end_reason: null, kept_account_due_at: null },
	...{ user_id: 'ada', email: 'ada@example.com', name: null, user_created_at: NOW },
	...{ disabled_at: null, verified_at: NOW },
};

function codeOf(own: Partial<SessionFacts>): string {
	const verdict = judge({ ...FACTS, ...own }, NOW + 7200 * SECOND_MS, LIFE);
	return verdict instanceof Problem ? verdict.kind.code : 'good';
}

test.each([
	['a millisecond before it idled', -1, 'session_ended'],
	['while a note of its use may be on its way', 60 * SECOND_MS - 1, 'session_ended'],
	['when it had idled for a minute', 60 * SECOND_MS, 'session_expired_idle'],
])('of a session that was ended %s it is said what happened first', (_, late, code) => {
	const endedAt = NOW + 600 * SECOND_MS + late;
	expect(codeOf({ ended_at: endedAt, end_reason: 'revoked' })).toBe(code);
});

test('a session lives until its life is over, and no longer', () => {
	const isAlive = (after: number) => isWithinLife(FACTS, NOW + after, LIFE);
	expect([isAlive(0), isAlive(600 * SECOND_MS - 1)]).toEqual([true, true]);
	expect([isAlive(600 * SECOND_MS), isAlive(3600 * SECOND_MS)]).toEqual([false, false]);
});

test('a session that is not there any more was ended, and nobody invents when and why', () => {
	const refusalOf = (ending: Parameters<typeof assertNotEnded>[0]) => {
		try {
			assertNotEnded(ending);
		} catch (error) {
			if (error instanceof Problem) return [error.kind.code, error.extensions];
		}
		return [];
	};
	const [code, extensions] = refusalOf(undefined);
	expect(code).toBe('session_ended');
	expect(extensions ?? {}).toEqual({});
	expect(refusalOf({ ended_at: NOW, end_reason: null })).toEqual([
		'session_ended',
		{ endedAt: '2030-01-01T12:00:00.000Z', reason: 'revoked' },
	]);
	expect(refusalOf({ ended_at: null, end_reason: null })).toEqual([]);
});

test('two programs are one only where address, name and account are the same', () => {
	const hashes = [
		programHashOf('ada', SOMEWHERE),
		programHashOf('grace', SOMEWHERE),
		programHashOf('ada', { ...SOMEWHERE, client: '203.0.113.1' }),
		programHashOf('ada', { ...SOMEWHERE, userAgent: 'another' }),
		programHashOf('ada', { ...SOMEWHERE, userAgent: null }),
	];
	expect(new Set(hashes).size).toBe(hashes.length);
	expect(programHashOf('ada', { ...SOMEWHERE, requestId: 'another' })).toBe(hashes[0]);
});
