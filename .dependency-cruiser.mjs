// Which code may know which. docs/architecture.md says why; `apps/dev/src/break-rules.ts` breaks each
// rule on purpose and fails when it does not answer. Cycles between features are a graph of its own:
// apps/dev/feature-graph.config.mjs.

const TEST = '(\\.(test|spec)\\.ts$|^(apps|packages)/[^/]+/test/)';
const API = '^apps/api/src/';
const FEATURE = `${API}features/([^/]+)/`;
const DEV_MAILBOX = `${API}dev-mailbox/`;
const TELEMETRY = `${API}telemetry/`;
const FASTIFY = 'node_modules/(fastify|@fastify/[^/]+|fastify-plugin)/';
// Deployed as they are. The SPA is bundled, so that all its packages are rightly devDependencies.
const RUNS_AS_IT_IS = '^(apps/api|packages/[^/]+)/src/';
// Read by a tool or by name, not by an import.
const ENTRY =
	'(\\.config\\.(ts|js|mjs)$|\\.d\\.ts$|^apps/web/(static|hosting)/|^apps/web/src/(routes/|hooks\\.|env\\.ts|service-worker)|' +
	'^apps/api/(src/(main|commands/|dev-mailbox/page/)|scripts/)|^apps/(bench|e2e|faults|mutation)/|^apps/dev/(eslint/|src/[^/]+\\.(ts|mjs)$))';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
	forbidden: [
		{
			name: 'apps-meet-only-through-packages',
			comment: 'Apps share the contract, not code; types count. Start another app as a process.',
			severity: 'error',
			from: { path: '^apps/([^/]+)/' },
			to: { path: '^apps/[^/]+/', pathNot: '^apps/$1/' },
		},
		{
			name: 'packages-know-no-app',
			comment: 'A package makes sense without our apps.',
			severity: 'error',
			from: { path: '^packages/' },
			to: { path: '^apps/' },
		},
		{
			name: 'feature-entered-by-its-index',
			comment: 'What index.ts does not export is the feature’s own business.',
			severity: 'error',
			from: { path: FEATURE },
			to: { path: FEATURE, pathNot: `${API}features/($1/|[^/]+/index\\.ts$)` },
		},
		{
			name: 'feature-entered-by-its-index',
			comment: 'database.ts may read each feature’s table.ts: it lists the tables.',
			severity: 'error',
			from: { path: '^apps/api/', pathNot: [FEATURE, TEST] },
			to: { path: FEATURE, pathNot: `${API}features/[^/]+/(index|table)\\.ts$` },
		},
		{
			name: 'feature-entered-by-its-index',
			comment: 'table.ts is for database.ts alone.',
			severity: 'error',
			from: { path: '^apps/api/', pathNot: [FEATURE, TEST, `${API}database\\.ts$`] },
			to: { path: `${API}features/[^/]+/table\\.ts$` },
		},
		{
			name: 'service-is-framework-free',
			comment: 'Rules know no HTTP, so that they can be read and tested without it.',
			severity: 'error',
			from: { path: `${API}features/[^/]+/service\\.ts$` },
			to: { path: [FASTIFY, '/routes\\.ts$', `${API}http/`] },
		},
		{
			name: 'sql-only-in-stores',
			comment: 'SQL is written in store.ts and table.ts, types included.',
			severity: 'error',
			from: {
				path: API,
				pathNot: [
					`${API}features/[^/]+/(store|table)\\.ts$`,
					`${API}(infra|ports)/`,
					`${API}database\\.ts$`,
					TEST,
				],
			},
			to: { path: 'node_modules/kysely/' },
		},
		{
			name: 'adapters-only-at-the-root',
			comment: 'Features ask for ports; only the process and its commands choose who answers.',
			severity: 'error',
			from: {
				path: '^apps/api/',
				pathNot: [
					`${API}(main\\.ts$|server\\.ts$|commands/|infra/|dev-mailbox/)`,
					'^apps/api/scripts/',
					TEST,
				],
			},
			to: { path: `${API}infra/` },
		},
		{
			name: 'dev-mailbox-on-demand',
			comment:
				'It shows everybody’s mail. Only server.ts may load it, where production never comes.',
			severity: 'error',
			from: {
				path: '^(apps|packages)/',
				pathNot: [DEV_MAILBOX, `${API}server\\.ts$`, TEST],
			},
			to: { path: DEV_MAILBOX },
		},
		{
			name: 'dev-mailbox-on-demand',
			comment: 'By await import(): what is imported at the top is loaded in production too.',
			severity: 'error',
			from: { path: `${API}server\\.ts$` },
			to: { path: DEV_MAILBOX, dynamic: false },
		},
		{
			name: 'telemetry-on-demand',
			comment:
				'What counts and traces is loaded by telemetry.ts alone, where a setting asks for it.',
			severity: 'error',
			from: { path: '^(apps|packages)/', pathNot: [TELEMETRY, `${API}telemetry\\.ts$`, TEST] },
			to: { path: TELEMETRY },
		},
		{
			name: 'telemetry-on-demand',
			comment: 'By await import(): what is imported at the top is loaded by everybody.',
			severity: 'error',
			from: { path: `${API}telemetry\\.ts$` },
			to: { path: TELEMETRY, dynamic: false },
		},
		{
			name: 'http-and-ports-know-no-feature',
			comment: 'What all routes share knows none of them.',
			severity: 'error',
			from: { path: `${API}(http|ports)/`, pathNot: TEST },
			to: { path: `${API}features/` },
		},
		{
			name: 'lib-knows-no-route',
			comment: 'Pages use the library, not the other way round.',
			severity: 'error',
			from: { path: '^apps/web/src/lib/' },
			to: { path: '^apps/web/src/routes/' },
		},
		{
			name: 'no-test-code-in-src',
			comment: 'What ships does not rest on tests.',
			severity: 'error',
			from: { path: '^(apps|packages)/[^/]+/src/', pathNot: TEST },
			to: { path: TEST },
		},
		{
			name: 'no-dev-deps-in-src',
			comment: 'A development dependency is absent where this code runs.',
			severity: 'error',
			from: { path: RUNS_AS_IT_IS, pathNot: TEST },
			to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
		},
		{
			name: 'not-to-unresolvable',
			comment: 'The import leads nowhere.',
			severity: 'error',
			from: {},
			// SvelteKit answers these two by itself.
			to: { couldNotResolve: true, pathNot: ['^\\$(app|env)/', '^\\./\\$types(\\.d\\.ts)?$'] },
		},
		{
			name: 'no-cycles',
			comment: 'Files that need each other are one file, or three.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'no-orphans',
			comment: 'Nothing imports this and it imports nothing.',
			severity: 'error',
			from: { orphan: true, pathNot: [ENTRY, TEST] },
			to: {},
		},
	],
	options: {
		// Anchored: an unanchored "dist" would drop every npm package whose entry lies in a dist folder,
		// and the rules about those packages would pass without looking.
		exclude: {
			// What Postern is compared with is installed when that is done, and is no part of it.
			path: '^(apps|packages)/[^/]+/(build|\\.svelte-kit|test-results|playwright-report|peers)/',
		},
		doNotFollow: { path: 'node_modules' },
		tsPreCompilationDeps: true,
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['svelte', 'types', 'import', 'default'],
			extensions: ['.ts', '.js', '.mjs', '.svelte', '.d.ts', '.json'],
		},
		progress: { type: 'none' },
	},
};
