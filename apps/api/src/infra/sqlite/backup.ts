import {
	closeSync,
	existsSync,
	fsyncSync,
	openSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What a copy was made of. */
export interface Copied {
	/** Whether the copy says that it is one; one of an older version cannot. */
	readonly isMarked: boolean;
}

const BUSY_TIMEOUT_MS = 10_000;

/**
 * Copies a database that is in use into one new file: the state of one moment, compact, checked, readable by
 * its owner alone, and on the disk when this returns. There is never half a copy under its name. It says of
 * itself that it is a copy, so that an API that opens it knows (docs/operations.md).
 * @throws when there is a file already, or the copy is not sound
 */
export function backupSqlite(from: string, to: string): Copied {
	if (!existsSync(from)) throw new Error(`${from}: there is no database`);
	if (existsSync(to)) throw new Error(`${to}: is there already; a backup replaces nothing`);
	const part = `${to}.part`;
	// Made here, so that it is nobody else's to read from its first byte on.
	writeFileSync(part, '', { mode: 0o600, flag: 'wx' });
	try {
		const source = new DatabaseSync(from, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
		try {
			source.prepare('vacuum into ?').run(part);
		} finally {
			source.close();
		}
		const isMarked = finishCopy(part);
		sync(part);
		renameSync(part, to);
		sync(dirname(to));
		return { isMarked };
	} catch (error) {
		rmSync(part, { force: true });
		throw error;
	}
}

/** Marks the copy and looks whether it is sound; answers whether it could be marked. */
function finishCopy(path: string): boolean {
	const copy = new DatabaseSync(path);
	try {
		copy.exec('pragma journal_mode = delete');
		const isMarked = hasOrigin(copy);
		if (isMarked) copy.exec(`update database_origin set lives_at = 'copy'`);
		const findings = [
			...copy.prepare('pragma integrity_check').all(),
			...copy.prepare('pragma foreign_key_check').all(),
		];
		const [first, ...others] = findings.map((row) => JSON.stringify(row));
		if (first !== '{"integrity_check":"ok"}' || others.length > 0) {
			throw new Error(`the copy is not sound: ${String(first)}`);
		}
		return isMarked;
	} finally {
		copy.close();
	}
}

function hasOrigin(copy: DatabaseSync): boolean {
	const tables = `select 1 from sqlite_schema where type = 'table' and name = 'database_origin'`;
	return (
		copy.prepare(tables).get() !== undefined &&
		copy.prepare('select 1 from database_origin').get() !== undefined
	);
}

/** Presses a file, or the names in a folder, onto the disk. */
function sync(path: string): void {
	const file = openSync(path, 'r');
	try {
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}
