import { Stryker } from '@stryker-mutator/core';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Judged } from './figures.ts';
import type { Part } from './parts.ts';
import { copyWorkspace } from './workspace-copy.ts';

const CONFIG = 'stryker.mutation.json';
/** A busy machine is no endless loop: a mutant that is taken for one counts as noticed. */
const PATIENCE = { timeoutMS: 20_000, timeoutFactor: 3 };

/**
 * Puts every mutant of a part into a copy of the repository, one at a time, and runs the tests that meet it.
 * @param root the top of the repository
 * @param report where the report goes, without its ending
 * @param isFresh whether nothing is taken from the report before
 * @throws {Error} when the tests fail without any mutant
 */
export async function mutate(
	root: string,
	part: Part,
	report: string,
	isFresh: boolean,
): Promise<readonly Judged[]> {
	using copy = await copyWorkspace(root, part);
	const before = process.cwd();
	// Stryker works on the folder it is in.
	process.chdir(copy.folder);
	// What a test that was ended leaves behind goes with the copy.
	process.env['TMPDIR'] = copy.temporary;
	try {
		await writeFile(CONFIG, JSON.stringify(configFor(part, copy.vitestConfig, report, isFresh)));
		return await new Stryker({ configFile: CONFIG }).runMutationTest();
	} finally {
		process.chdir(before);
	}
}

function configFor(part: Part, vitestConfig: string, report: string, isFresh: boolean) {
	return {
		mutate: part.mutate,
		mutator: { excludedMutations: part.hasTexts === true ? [] : ['StringLiteral'] },
		// Only the copy is changed.
		inPlace: true,
		testRunner: 'vitest',
		plugins: [import.meta.resolve('@stryker-mutator/vitest-runner')],
		vitest: { configFile: vitestConfig, related: false },
		coverageAnalysis: 'perTest',
		concurrency: availableParallelism(),
		...PATIENCE,
		// What a test killed stays killed as long as neither of the two changes.
		incremental: true,
		incrementalFile: `${report}.json`,
		force: isFresh,
		reporters: ['clear-text', 'html', ...(process.stdout.isTTY ? ['progress'] : [])],
		clearTextReporter: { allowEmojis: false, reportTests: false },
		htmlReporter: { fileName: `${report}.html` },
		allowConsoleColors: process.stdout.isTTY,
		logLevel: 'warn',
	};
}
