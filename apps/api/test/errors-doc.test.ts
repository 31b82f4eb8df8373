/** docs/errors.md and the tables of problems say the same, in both directions. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProblemKind } from '@postern/problem';
import { expect, test } from 'vitest';
import { contract } from './contract.ts';

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

test('the documented reasons of an ended session are those of the contract', () => {
	const reasons = contract.components.schemas['Problem']?.properties?.['reason']?.enum ?? [];
	expect(reasons.length).toBeGreaterThan(0);
	const listed = [...doc.matchAll(/^- `([a-z_]+)`:/gm)].map(([, reason]) => reason);
	expect(listed.sort()).toEqual([...reasons].sort());
});
