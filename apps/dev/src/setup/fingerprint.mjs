import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * All files below a path, sorted; the path itself when it is a file; nothing when it does not exist.
 * @param {string} path
 * @returns {string[]}
 */
function filesOf(path) {
	const stat = statSync(path, { throwIfNoEntry: false });
	if (stat === undefined) return [];
	if (!stat.isDirectory()) return [path];
	return readdirSync(path, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
}

/**
 * One hash over the names and contents of files. Contents, not times: a checkout touches files
 * without changing them.
 * @param {string} root names are taken relative to it
 * @param {string[]} paths files or folders below root
 * @returns {string}
 */
export function fingerprint(root, paths) {
	const hash = createHash('sha256');
	for (const file of paths.flatMap((path) => filesOf(join(root, path)))) {
		const content = readFileSync(file);
		hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
	}
	return hash.digest('hex');
}

/**
 * @param {string} note file that holds the fingerprint of the last success
 * @param {string} print
 * @returns {boolean}
 */
export function isNoted(note, print) {
	return (
		statSync(note, { throwIfNoEntry: false }) !== undefined && readFileSync(note, 'utf8') === print
	);
}

/**
 * @param {string} note
 * @param {string} print
 */
export function writeNote(note, print) {
	mkdirSync(dirname(note), { recursive: true });
	writeFileSync(note, print);
}
