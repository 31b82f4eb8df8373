import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of a few megabytes, in memory, that can be filled to its last byte. */
export interface SmallDisk extends Disposable {
	readonly folder: string;
	/** Takes whatever space there is, now and whenever it is called again. */
	fill(): void;
	/** Gives back what was taken. */
	free(): void;
}

const MOUNT = 'mount';
const UNMOUNT = 'umount';
const BLOCKS = [Buffer.alloc(1024 * 1024, 1), Buffer.alloc(4096, 1)];

/** Mounts one. @throws {Error} where that is not allowed: only root may mount */
export function mountSmallDisk(mebibytes: number): SmallDisk {
	const folder = mkdtempSync(join(tmpdir(), 'postern-faults-disk-'));
	const options = `size=${String(mebibytes)}m,mode=700`;
	const mounted = spawnSync(MOUNT, ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], {
		encoding: 'utf8',
	});
	if (mounted.status !== 0) {
		rmdirSync(folder);
		throw new Error(`a small disk cannot be mounted: ${(mounted.stderr || 'no mount').trim()}`);
	}
	const filler = join(folder, 'filler');
	const remove = () => {
		process.off('exit', remove);
		spawnSync(UNMOUNT, ['-l', folder]);
		rmSync(folder, { recursive: true, force: true });
	};
	process.once('exit', remove);
	return {
		folder,
		fill: () => fillUp(filler),
		free: () => rmSync(filler, { force: true }),
		[Symbol.dispose]: remove,
	};
}

function fillUp(path: string): void {
	const file = openSync(path, 'a');
	try {
		for (const block of BLOCKS) while (hasWritten(file, block));
	} finally {
		closeSync(file);
	}
}

function hasWritten(file: number, block: Buffer): boolean {
	try {
		return writeSync(file, block) === block.length;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false;
		throw error;
	}
}
