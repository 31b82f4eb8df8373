const watchers = new Set<() => boolean>();

/** Registers who knows of typed text that is not saved yet. Gives back how to unregister. */
export function watchUnsaved(hasUnsaved: () => boolean): () => void {
	watchers.add(hasUnsaved);
	return () => void watchers.delete(hasUnsaved);
}

/** Whether leaving now would lose something somebody typed. */
export function hasUnsaved(): boolean {
	return [...watchers].some((watcher) => watcher());
}
