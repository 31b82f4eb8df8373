/** One thing that `npm run check` looks at. */
export interface Step {
	readonly name: string;
	/** Run one after another, each as program and arguments; one failure fails the step. */
	readonly commands: readonly (readonly [string, ...string[]])[];
}

const rules = (config: string, ...folders: string[]): readonly [string, ...string[]] => [
	...(['pnpm', 'exec', 'depcruise', '--output-type', 'err-long', '--config', config] as const),
	...folders,
];

/** In the order they are started: the slowest first, because two run at a time. */
export const STEPS: readonly Step[] = [
	{
		name: 'lint',
		commands: [
			[
				...(['pnpm', 'exec', 'eslint', '--max-warnings', '0'] as const),
				...['--cache', '--cache-location', 'node_modules/.cache/eslint/', '.'],
			],
		],
	},
	{ name: 'types', commands: [['pnpm', '-r', 'check']] },
	{
		name: 'format',
		commands: [
			[
				...(['pnpm', 'exec', 'prettier', '--check', '--log-level', 'warn'] as const),
				...['--cache', '.'],
			],
		],
	},
	{
		name: 'dependencies',
		commands: [
			rules('.dependency-cruiser.mjs', 'apps', 'packages'),
			rules('apps/dev/feature-graph.config.mjs', 'apps/api/src/features'),
			['node', 'apps/dev/src/break-rules.ts'],
		],
	},
	{ name: 'dead code', commands: [['pnpm', 'exec', 'knip', '--no-progress']] },
	{
		name: 'spelling',
		commands: [
			['pnpm', 'exec', 'cspell', '--no-progress', '--no-summary', '--dot', '--gitignore', '.'],
		],
	},
	{ name: 'contract', commands: [['pnpm', 'exec', 'redocly', 'lint', 'openapi.yaml']] },
];
