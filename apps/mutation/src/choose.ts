import type { Part } from './parts.ts';

/**
 * The parts someone asked for, by name or by how it begins (`sessions` is all of its parts); nothing means all.
 * @throws {Error} for a name that fits none: a typing mistake must not pass as a success
 */
export function choose<T extends Pick<Part, 'name'>>(
	parts: readonly T[],
	names: readonly string[],
): readonly T[] {
	const isAskedFor = (part: T, name: string) =>
		part.name === name || part.name.startsWith(`${name}-`);
	for (const name of names) {
		if (parts.some((part) => isAskedFor(part, name))) continue;
		throw new Error(
			`There is no part "${name}". Known: ${parts.map((part) => part.name).join(', ')}.`,
		);
	}
	if (names.length === 0) return parts;
	return parts.filter((part) => names.some((name) => isAskedFor(part, name)));
}
