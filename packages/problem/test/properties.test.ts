import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineProblems, Problem, toDocument } from '../src/index.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const codes = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('_'));
const statuses = fc.integer({ min: 400, max: 599 });
const members = ['type', 'title', 'status', 'code', 'detail', 'requestId', 'reason', 'constructor'];
const extensions = fc.dictionary(fc.constantFrom(...members), fc.jsonValue());

test('no extension takes the place of a member that clients branch on', () => {
	fc.assert(
		fc.property(codes, statuses, extensions, fc.string(), (code, status, more, requestId) => {
			const kind = defineProblems({ [code]: { status, title: 'A title.' } })[code];
			if (kind === undefined) throw new Error('no kind');
			const document = toDocument(new Problem(kind, { extensions: more }), requestId);
			expect(document).toMatchObject({
				type: `urn:problem-type:postern:${code}`,
				title: 'A title.',
				status,
				code,
				requestId,
			});
			expect(JSON.parse(JSON.stringify(document))).toMatchObject({ status, code, requestId });
		}),
	);
});

test('the cause never gets into the document', () => {
	fc.assert(
		fc.property(fc.uuid(), extensions, (secret, more) => {
			const { failed } = defineProblems({ failed: { status: 500, title: 'It failed.' } });
			const problem = new Problem(failed, { extensions: more, cause: new Error(secret) });
			expect(JSON.stringify(toDocument(problem, 'r-1'))).not.toContain(secret);
		}),
	);
});

test('a table takes snake_case and failures, and nothing else', () => {
	fc.assert(
		fc.property(fc.oneof(codes, fc.string()), fc.integer({ min: 0, max: 999 }), (code, status) => {
			fc.pre(code !== '__proto__');
			const isFine = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(code) && status >= 400 && status <= 599;
			const define = () => defineProblems({ [code]: { status, title: '' } });
			if (isFine) expect(define()).toHaveProperty(code);
			else expect(define).toThrow(TypeError);
		}),
		{ numRuns: 500 },
	);
});
