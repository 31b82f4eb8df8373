/** A file that breaks one rule, and what has to lie beside it. */
export interface BrokenRule {
	readonly rule: string;
	/** Path in the repository → content. */
	readonly files: Readonly<Record<string, string>>;
}

const FEATURES = 'apps/api/src/features';
const HTTP = 'apps/api/src/http/thing.ts';
const ONE = 'export const one = 1;\n';
const TYPE = 'export interface Thing { one: 1 }\n';

/** At least one for each rule; several where a rule has several ways to be blind. */
export const BROKEN_RULES: readonly BrokenRule[] = [
	{
		rule: 'apps-meet-only-through-packages',
		files: {
			'apps/web/src/lib/reach.ts':
				"import type { Thing } from '../../../api/src/reached.ts';\nexport type Reach = Thing;\n",
			'apps/api/src/reached.ts': TYPE,
		},
	},
	{
		rule: 'apps-meet-only-through-packages',
		files: {
			'apps/web/src/lib/Reach.svelte':
				'<script lang="ts">\n\timport { one } from \'../../../api/src/reached.ts\';\n</script>\n\n{one}\n',
			'apps/api/src/reached.ts': ONE,
		},
	},
	{
		rule: 'packages-know-no-app',
		files: {
			'packages/problem/src/reach.ts': "export { one } from '../../../apps/api/src/reached.ts';\n",
			'apps/api/src/reached.ts': ONE,
		},
	},
	{
		rule: 'feature-entered-by-its-index',
		files: {
			[`${FEATURES}/one/service.ts`]: "export { one } from '../two/secret.ts';\n",
			[`${FEATURES}/two/secret.ts`]: ONE,
		},
	},
	{
		rule: 'feature-entered-by-its-index',
		files: {
			'apps/api/src/app.ts': "export { one } from './features/two/secret.ts';\n",
			[`${FEATURES}/two/secret.ts`]: ONE,
		},
	},
	{
		rule: 'feature-entered-by-its-index',
		files: {
			'apps/api/src/app.ts':
				"import type { Thing } from './features/two/table.ts';\nexport type A = Thing;\n",
			[`${FEATURES}/two/table.ts`]: TYPE,
		},
	},
	{
		rule: 'features-form-a-dag',
		files: {
			// No file needs itself here; only the two folders do.
			[`${FEATURES}/one/index.ts`]: "export { a } from './a.ts';\n",
			[`${FEATURES}/one/a.ts`]: 'export const a = 1;\n',
			[`${FEATURES}/one/routes.ts`]: "export { b } from '../two/index.ts';\n",
			[`${FEATURES}/two/index.ts`]: "export { b } from './b.ts';\n",
			[`${FEATURES}/two/b.ts`]: 'export const b = 1;\n',
			[`${FEATURES}/two/types.ts`]:
				"import type { a } from '../one/index.ts';\nexport type A = typeof a;\n",
		},
	},
	{
		rule: 'service-is-framework-free',
		files: {
			[`${FEATURES}/one/service.ts`]:
				"import type { FastifyReply } from 'fastify';\nexport type A = FastifyReply;\n",
		},
	},
	{
		rule: 'service-is-framework-free',
		files: {
			[`${FEATURES}/one/service.ts`]: "export { one } from '../../http/thing.ts';\n",
			[HTTP]: ONE,
		},
	},
	{
		rule: 'service-is-framework-free',
		files: {
			[`${FEATURES}/one/service.ts`]: "export { one } from './routes.ts';\n",
			[`${FEATURES}/one/routes.ts`]: ONE,
		},
	},
	{
		rule: 'sql-only-in-stores',
		files: {
			[`${FEATURES}/one/service.ts`]:
				"import type { Kysely } from 'kysely';\nexport type A = Kysely<unknown>;\n",
		},
	},
	{
		rule: 'adapters-only-at-the-root',
		files: {
			'apps/api/src/app.ts': "export { one } from './infra/thing.ts';\n",
			'apps/api/src/infra/thing.ts': ONE,
		},
	},
	{
		rule: 'dev-mailbox-on-demand',
		files: {
			'apps/api/src/app.ts': "export const load = () => import('./dev-mailbox/index.ts');\n",
			'apps/api/src/dev-mailbox/index.ts': ONE,
		},
	},
	{
		rule: 'dev-mailbox-on-demand',
		files: {
			'apps/api/src/server.ts': "export { one } from './dev-mailbox/index.ts';\n",
			'apps/api/src/dev-mailbox/index.ts': ONE,
		},
	},
	{
		rule: 'telemetry-on-demand',
		files: {
			'apps/api/src/server.ts': "export const load = () => import('./telemetry/index.ts');\n",
			'apps/api/src/telemetry/index.ts': ONE,
		},
	},
	{
		rule: 'telemetry-on-demand',
		files: {
			'apps/api/src/telemetry.ts': "export { one } from './telemetry/index.ts';\n",
			'apps/api/src/telemetry/index.ts': ONE,
		},
	},
	{
		rule: 'http-and-ports-know-no-feature',
		files: {
			[HTTP]: "export { one } from '../features/one/index.ts';\n",
			[`${FEATURES}/one/index.ts`]: ONE,
		},
	},
	{
		rule: 'http-and-ports-know-no-feature',
		files: {
			'apps/api/src/ports/thing.ts':
				"import type { Thing } from '../features/one/index.ts';\nexport type A = Thing;\n",
			[`${FEATURES}/one/index.ts`]: TYPE,
		},
	},
	{
		rule: 'lib-knows-no-route',
		files: {
			'apps/web/src/lib/thing.ts': "export { one } from '../routes/thing.ts';\n",
			'apps/web/src/routes/thing.ts': ONE,
		},
	},
	{
		rule: 'no-test-code-in-src',
		files: {
			'apps/api/src/thing.ts': "export { one } from '../test/thing.ts';\n",
			'apps/api/test/thing.ts': ONE,
		},
	},
	{
		rule: 'no-dev-deps-in-src',
		files: { 'apps/api/src/thing.ts': "export { test } from 'vitest';\n" },
	},
	{
		rule: 'not-to-unresolvable',
		files: { 'apps/api/src/thing.ts': "export { one } from './nowhere.ts';\n" },
	},
	{
		rule: 'no-cycles',
		files: {
			'apps/api/src/thing.ts': "import type { B } from './other.ts';\nexport type A = B;\n",
			'apps/api/src/other.ts': "import type { A } from './thing.ts';\nexport type B = A | 1;\n",
		},
	},
	{
		rule: 'no-orphans',
		files: { 'apps/api/src/thing.ts': ONE },
	},
];
