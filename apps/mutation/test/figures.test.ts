import { expect, test } from 'vitest';
import { figuresOf, tableOf } from '../src/figures.ts';

const mutants = (...statuses: readonly string[]) => statuses.map((status) => ({ status }));

test('a mutant that no test meets counts against the tests as one that survives does', () => {
	const figures = figuresOf('a', mutants('Killed', 'Killed', 'Survived', 'NoCoverage'), 1);
	expect(figures).toMatchObject({ mutants: 4, killed: 2, survived: 1, unmet: 1, score: 50 });
});

test('what never ends is noticed, and what does not run or was set aside counts neither way', () => {
	const figures = figuresOf(
		'a',
		mutants('Timeout', 'Survived', 'CompileError', 'RuntimeError', 'Ignored'),
		1,
	);
	expect(figures).toMatchObject({ mutants: 2, timeout: 1, score: 50 });
});

test('a part without a mutant has shown nothing', () => {
	expect(figuresOf('a', [], 1).score).toBe(0);
});

test('a part below 80 % is marked, one with 80 % is not', () => {
	const enough = figuresOf('enough', mutants(...Array<string>(4).fill('Killed'), 'Survived'), 1);
	const few = figuresOf('few', mutants(...Array<string>(3).fill('Killed'), 'Survived'), 1);
	const [, first, second] = tableOf([enough, few]).split('\n');
	expect(first).toMatch(/^enough .* 80\.0% /);
	expect(second).toMatch(/^few .* 75\.0%! /);
});
