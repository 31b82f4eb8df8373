import { cp, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Part } from './parts.ts';

/** A copy of the repository, since mutants are written into the files themselves. */
export interface WorkspaceCopy extends Disposable {
	/** The part's folder in it. */
	readonly folder: string;
	/** The configuration that runs the part's tests and no others, from that folder. */
	readonly vitestConfig: string;
	/** For what the tests put down; gone with the copy. */
	readonly temporary: string;
}

const NOT_COPIED = new Set([
	...['.git', '.cache', '.data', '.toolchain', 'build', 'screenshots'],
	...['test-results', 'playwright-report', 'coverage'],
]);
/** In memory where the system has such a place: the tests make a database each. */
const MEMORY = '/dev/shm';
const PLACE = existsSync(MEMORY) ? MEMORY : tmpdir();
const OWN_CONFIG = 'vitest.config.ts';
const VITEST_CONFIG = 'vitest.mutation.config.ts';

/** Copies what is needed to run a part's tests; packages are linked to those that are installed. */
export async function copyWorkspace(root: string, part: Part): Promise<WorkspaceCopy> {
	const top = await mkdtemp(join(PLACE, 'postern-mutation-'));
	// Also when the run is broken off.
	const remove = () => rmSync(top, { recursive: true, force: true });
	process.once('exit', remove);
	const links: { from: string; to: string }[] = [];
	await cp(root, top, {
		recursive: true,
		filter(from, to) {
			if (basename(from) === 'node_modules') links.push({ from, to });
			return basename(from) !== 'node_modules' && !NOT_COPIED.has(basename(from));
		},
	});
	for (const { from, to } of links) await symlink(from, to, 'junction');
	const folder = join(top, part.folder);
	const temporary = join(top, 'tmp');
	await mkdir(temporary);
	await writeFile(
		join(folder, VITEST_CONFIG),
		configFor(part, existsSync(join(folder, OWN_CONFIG))),
	);
	return {
		folder,
		vitestConfig: VITEST_CONFIG,
		temporary,
		[Symbol.dispose]() {
			process.off('exit', remove);
			remove();
		},
	};
}

/**
 * The workspace's own configuration, where it has one, with the tests of the part and no others, in the order that
 * the part names them: the first test that fails is the end, so the quick ones come first.
 */
function configFor({ tests }: Part, hasOwn: boolean): string {
	return `import { matchesGlob, relative } from 'node:path';
import { BaseSequencer } from 'vitest/node';
${hasOwn ? `import * as own from './${OWN_CONFIG}';` : 'const own = { default: {} };'}
const { test, ...others } = own.default;
const include = ${JSON.stringify(tests)};
const placeOf = ({ moduleId }) =>
	include.findIndex((glob) => matchesGlob(relative(import.meta.dirname, moduleId), glob));
class InOrder extends BaseSequencer {
	async sort(files) {
		return files.toSorted((one, other) => placeOf(one) - placeOf(other));
	}
}
export default { ...others, test: { ...test, include, sequence: { sequencer: InOrder } } };
`;
}
