/** One run of tests that is counted for itself. */
export interface Suite {
	readonly name: string;
	readonly folder: string;
	readonly runner: 'vitest' | 'playwright' | 'faults';
	/** What has to be there first. */
	readonly needs: 'nothing' | 'postgres' | 'web-build' | 'web-build-and-chromium';
	/** Whether it runs only when it is named. */
	readonly isOnDemand?: boolean;
}

/** Everything that `npm test` can run, in this order. */
export const SUITES: readonly Suite[] = [
	{ name: 'dev', folder: 'apps/dev', runner: 'vitest', needs: 'nothing' },
	{ name: 'faults', folder: 'apps/faults', runner: 'vitest', needs: 'nothing' },
	{ name: 'mutation', folder: 'apps/mutation', runner: 'vitest', needs: 'nothing' },
	{ name: 'problem', folder: 'packages/problem', runner: 'vitest', needs: 'nothing' },
	{ name: 'safe-path', folder: 'packages/safe-path', runner: 'vitest', needs: 'nothing' },
	{ name: 'session-token', folder: 'packages/session-token', runner: 'vitest', needs: 'nothing' },
	{ name: 'static-site', folder: 'packages/static-site', runner: 'vitest', needs: 'nothing' },
	{ name: 'user-agent', folder: 'packages/user-agent', runner: 'vitest', needs: 'nothing' },
	{ name: 'api', folder: 'apps/api', runner: 'vitest', needs: 'nothing' },
	{ name: 'api:postgres', folder: 'apps/api', runner: 'vitest', needs: 'postgres' },
	{ name: 'api-client', folder: 'packages/api-client', runner: 'vitest', needs: 'nothing' },
	{ name: 'web', folder: 'apps/web', runner: 'vitest', needs: 'web-build' },
	{ name: 'e2e', folder: 'apps/e2e', runner: 'playwright', needs: 'web-build-and-chromium' },
	{
		...{ name: 'experiments', folder: 'apps/faults', runner: 'faults', needs: 'nothing' },
		isOnDemand: true,
	},
];

const ALL = 'all';

/**
 * The suites someone asked for: `api` means `api` and `api:postgres`; nothing, like `all`, means all but those that have to
 * be named.
 * @throws {Error} for a name that fits no suite: a typing mistake must not pass as a success
 */
export function chooseSuites(names: readonly string[]): readonly Suite[] {
	const isAskedFor = (suite: Suite, name: string) =>
		name === ALL
			? suite.isOnDemand !== true
			: suite.name === name || suite.name.startsWith(`${name}:`);
	for (const name of names) {
		if (!SUITES.some((suite) => isAskedFor(suite, name))) {
			const known = SUITES.map((suite) => suite.name).join(', ');
			throw new Error(`There is no suite "${name}". Known: ${known}.`);
		}
	}
	const wanted = names.length === 0 ? [ALL] : names;
	return SUITES.filter((suite) => wanted.some((name) => isAskedFor(suite, name)));
}
