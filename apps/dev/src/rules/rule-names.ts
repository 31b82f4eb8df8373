import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../setup/root.mjs';

const CONFIGS = ['.dependency-cruiser.mjs', 'apps/dev/feature-graph.config.mjs'];

/** The names of all dependency rules, each once. */
export async function readRuleNames(): Promise<Set<string>> {
	const names = new Set<string>();
	for (const config of CONFIGS) {
		const url = pathToFileURL(join(ROOT, config)).href;
		const { default: rules } = (await import(url)) as {
			readonly default: { readonly forbidden: readonly { readonly name: string }[] };
		};
		for (const { name } of rules.forbidden) names.add(name);
	}
	return names;
}
