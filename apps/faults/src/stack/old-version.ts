import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const MIGRATIONS = 'apps/api/migrations';

const run = promisify(execFile);

/** The API as it was before its newest migration. Disposing of it removes it. */
export interface OldVersion extends AsyncDisposable {
	/** Where its code is, with its packages; null where it cannot be had. */
	readonly folder: string | null;
	/** The commit, shortened. */
	readonly name: string;
	/** Why it cannot be had. */
	readonly why: string;
}

/**
 * Takes the version before the newest migration out of the history and installs its packages. Without a history,
 * in an archive or a shallow clone, or without the packages, there is none.
 */
export async function prepareOldVersion({
	tell,
}: {
	tell(text: string): void;
}): Promise<OldVersion> {
	const commit = await commitBefore();
	if (commit === null) return none('the history has no version before the newest migration');
	const folder = await mkdtemp(join(tmpdir(), 'postern-faults-old-'));
	const dispose = async () => {
		await run('git', ['worktree', 'remove', '--force', folder], { cwd: ROOT }).catch(
			() => undefined,
		);
		await rm(folder, { recursive: true, force: true });
	};
	try {
		await run('git', ['worktree', 'add', '--detach', '--force', folder, commit], { cwd: ROOT });
		tell(`installing the packages of ${commit.slice(0, 8)}`);
		await install(folder);
	} catch (error) {
		await dispose();
		return none(`the version before could not be prepared: ${String(error).split('\n')[0] ?? ''}`);
	}
	return {
		folder: join(folder, 'apps/api'),
		name: commit.slice(0, 8),
		why: '',
		[Symbol.asyncDispose]: dispose,
	};
}

/** The parent of the commit that brought the newest migration. */
async function commitBefore(): Promise<string | null> {
	try {
		const { stdout: list } = await run('git', ['ls-files', MIGRATIONS], { cwd: ROOT });
		const newest = list
			.split('\n')
			.filter((path) => /\/0\d+_\w+\.ts$/.test(path))
			.sort()
			.at(-1);
		if (newest === undefined) return null;
		const log = ['log', '--diff-filter=A', '--format=%H', '-1', '--', newest];
		const { stdout: added } = await run('git', log, { cwd: ROOT });
		const parent = ['rev-parse', '--verify', '--quiet', `${added.trim()}^`];
		return (await run('git', parent, { cwd: ROOT })).stdout.trim();
	} catch {
		return null;
	}
}

async function install(folder: string): Promise<void> {
	const args = ['install', '--frozen-lockfile', '--filter', 'api...', '--prod'];
	await run('pnpm', [...args, '--offline'], { cwd: folder }).catch(() =>
		run('pnpm', args, { cwd: folder }),
	);
	if (!existsSync(join(folder, 'apps/api/node_modules'))) throw new Error('nothing was installed');
}

function none(why: string): OldVersion {
	return { folder: null, name: '', why, [Symbol.asyncDispose]: () => Promise.resolve() };
}
