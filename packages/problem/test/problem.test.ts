import { expect, expectTypeOf, test } from 'vitest';
import { defineProblems, Problem, toDocument } from '../src/index.ts';

const problems = defineProblems({
	door_locked: { status: 423, title: 'The door is locked.' },
});

test('a kind carries its code and status as literal types', () => {
	expect(problems.door_locked).toEqual({
		code: 'door_locked',
		status: 423,
		title: 'The door is locked.',
	});
	expectTypeOf(problems.door_locked.status).toEqualTypeOf<423>();
	expectTypeOf(problems.door_locked.code).toEqualTypeOf<'door_locked'>();
});

test('a code that is not snake_case is refused', () => {
	expect(() => defineProblems({ doorLocked: { status: 400, title: '' } })).toThrow('doorLocked');
});

test('a status that is no failure is refused', () => {
	expect(() => defineProblems({ fine: { status: 200, title: '' } })).toThrow('200');
});

test('a document has the members of RFC 9457 and no cause', () => {
	const problem = new Problem(problems.door_locked, {
		detail: 'Ask the guard.',
		extensions: { reason: 'night', status: 200 },
		cause: new Error('secret'),
	});
	expect(toDocument(problem, 'r-1')).toEqual({
		type: 'urn:problem-type:postern:door_locked',
		title: 'The door is locked.',
		status: 423,
		code: 'door_locked',
		detail: 'Ask the guard.',
		requestId: 'r-1',
		reason: 'night',
	});
});
