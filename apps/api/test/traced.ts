import type { KyselyPlugin } from 'kysely';
import type { Db } from '../src/ports/storage.ts';

/** The same database, and what is asked of it: each statement without its values. */
export function traced(db: Db): { db: Db; trace: string[] } {
	const trace: string[] = [];
	const plugin: KyselyPlugin = {
		transformQuery: ({ node }) => {
			trace.push(shapeOf(node));
			return node;
		},
		transformResult: ({ result }) => Promise.resolve(result),
	};
	return { db: db.withPlugin(plugin), trace };
}

/** Names and kinds stay, values go. */
function shapeOf(node: object): string {
	return JSON.stringify(node, (key, value: unknown) =>
		key === 'value' || key === 'values' ? undefined : value,
	);
}
