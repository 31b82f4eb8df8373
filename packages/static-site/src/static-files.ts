import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file to hand out. */
export interface StaticFile {
	readonly path: string;
	readonly size: number;
	readonly modifiedMs: number;
	/** Its name carries its hash, so that it never changes. */
	readonly isImmutable: boolean;
}

/**
 * Finds what a path stands for below root: the file itself, the prerendered page, or, for a
 * navigation, the fallback page. Null for anything else, for hidden files and for source maps.
 */
export async function findFile(
	root: string,
	path: string,
	isNavigation: boolean,
): Promise<StaticFile | null> {
	const parts = path.split('/').filter(Boolean);
	// "..", ".env", ".git": nothing that begins with a dot is public.
	if (parts.some((part) => part.startsWith('.')) || path.endsWith('.map')) return null;
	const name = parts.join('/');
	const isImmutable = name.startsWith('_app/immutable/');
	const candidates = name === '' ? ['index.html'] : [name, `${name}.html`, `${name}/index.html`];
	if (isNavigation) candidates.push('200.html');
	for (const candidate of candidates) {
		const file = await statFile(join(root, candidate));
		if (file !== null) return { ...file, isImmutable };
	}
	return null;
}

/** A regular file, or null. */
export async function statFile(path: string): Promise<Omit<StaticFile, 'isImmutable'> | null> {
	try {
		const found = await stat(path);
		return found.isFile() ? { path, size: found.size, modifiedMs: found.mtimeMs } : null;
	} catch {
		return null;
	}
}
