/** docs/errors.md and the tables of problems say the same, in both directions. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProblemKind } from '@postern/problem';
import { expect, test } from 'vitest';
import { contract } from './contract.ts';
import { PASSWORD_FAULTS } from '../src/features/passwords/rules.ts';

const source = fileURLToPath(new URL('../src', import.meta.url));
const doc = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');

interface ProblemsModule {
	readonly problems: Readonly<Record<string, ProblemKind>>;
}

/** Every problem of the code, from whichever table. */
async function problemsOfCode(): Promise<ProblemKind[]> {
	const files = globSync(['http/problems.ts', 'features/*/problems.ts'], { cwd: source });
	const modules = await Promise.all(
		files.map((file) => import(`${source}/${file}`) as Promise<ProblemsModule>),
	);
	return modules.flatMap(({ problems }) => Object.values(problems));
}

/** The rows of the document: code, status, when, what to do. */
function rowsOfDoc(): string[][] {
	return doc
		.split('\n')
		.filter((line) => line.startsWith('| `'))
		.map((line) =>
			line
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim()),
		);
}

test('each code belongs to one table and is documented once, with its status', async () => {
	const ofCode = (await problemsOfCode()).map(({ code, status }) => [
		`\`${code}\``,
		String(status),
	]);
	expect(ofCode.length).toBeGreaterThan(15);
	expect(
		rowsOfDoc()
			.map(([code, status]) => [code, status])
			.sort(),
	).toEqual(ofCode.sort());
});

test('each row tells when it happens and what to do next', () => {
	for (const [code, , when, next, ...rest] of rowsOfDoc()) {
		expect(rest, code).toEqual([]);
		expect(when?.length, code).toBeGreaterThan(20);
		expect(next?.length, code).toBeGreaterThan(10);
	}
});

test('the contract names the documented codes and no others', () => {
	const codes = rowsOfDoc().map(([code]) => code?.replaceAll('`', ''));
	expect(codes.sort()).toEqual(contract.components.schemas['ProblemCode']?.enum);
});

/** The words that are explained in the list under a sentence. */
function listUnder(sentence: string): (string | undefined)[] {
	const [, after = ''] = doc.split(sentence);
	const [list = ''] = after.split('\n\n').slice(1);
	const words = [...list.matchAll(/^- (`[a-z_]+`(?:, `[a-z_]+`)*):/gm)];
	return words.flatMap(([, each = '']) => each.replaceAll('`', '').split(', ')).sort();
}

test('the documented reasons of an ended session are those of the contract', () => {
	const reasons = contract.components.schemas['Problem']?.properties?.['reason']?.enum ?? [];
	expect(reasons.length).toBeGreaterThan(0);
	expect(listUnder('The reasons of `session_ended`:')).toEqual([...reasons].sort());
});

test('the documented reasons of a refused password are those of the rules', () => {
	const reasons = Object.keys(PASSWORD_FAULTS);
	expect(listUnder('`reason` that\nstays the same:')).toEqual(reasons.sort());
});
