/** A piece of what guards accounts, small enough to be mutated within minutes. */
export interface Part {
	readonly name: string;
	/** The workspace that has the code and the tests, from the top of the repository. */
	readonly folder: string;
	/** What is mutated; globs from the folder, `!` takes away. */
	readonly mutate: readonly string[];
	/**
	 * Whether texts are emptied, too. Unset where most of them are SQL, which would only break, or names that the
	 * compiler and the contract hold to.
	 */
	readonly hasTexts?: boolean;
	/** The tests that have to notice, the quick ones first; globs from the folder. */
	readonly tests: readonly string[];
}

const API = 'apps/api';

/** All of a feature that decides: neither its columns, schemas and texts nor what is only handed on. */
const feature = (name: string): string[] => [
	`src/features/${name}/*.ts`,
	`!src/features/${name}/*.test.ts`,
	...['index', 'table', 'schemas', 'problems'].map((file) => `!src/features/${name}/${file}.ts`),
];
const files = (folder: string, ...names: readonly string[]): string[] =>
	names.map((name) => `${folder}/${name}.ts`);
const testsOf = (...names: readonly string[]): string[] =>
	names.map((name) => `src/features/${name}/**/*.test.ts`);
const tests = (feature: string, ...names: readonly string[]): string[] =>
	names.map((name) => `src/features/${feature}/${name}.test.ts`);
/** Compares what the routes declare with openapi.yaml. */
const CONTRACT = 'test/openapi.test.ts';
/** What of all this the trail tells. */
const RECORDING = 'src/features/security-events/recording.test.ts';

const AUTH_REQUESTS = 'src/features/auth-requests';
const OF_AUTH_REQUESTS = [
	...tests('auth-requests', 'secrets', 'looking', 'headless'),
	...testsOf('auth-requests'),
	...tests('passwordless', 'limits'),
];
const SESSIONS = 'src/features/sessions';

/** Every part, in the order they run in. */
export const PARTS: readonly Part[] = [
	{
		name: 'safe-path',
		hasTexts: true,
		folder: 'packages/safe-path',
		mutate: ['src/index.ts'],
		tests: ['test/**/*.test.ts'],
	},
	{
		name: 'sign-in-link',
		hasTexts: true,
		folder: 'apps/web',
		mutate: ['src/lib/navigation/sign-in-link.ts'],
		tests: ['src/lib/navigation/**/*.test.ts'],
	},
	{
		name: 'email',
		hasTexts: true,
		folder: API,
		mutate: ['src/features/users/email.ts'],
		tests: ['src/features/users/email.test.ts'],
	},
	{
		name: 'budgets',
		hasTexts: true,
		folder: API,
		mutate: feature('budgets'),
		tests: testsOf('budgets'),
	},
	{
		name: 'client-limits',
		hasTexts: true,
		folder: API,
		mutate: [
			...files('src/infra/limits', 'asked-limiter', 'sharing'),
			...files('src/infra/memory', 'rate-limiter', 'sliding-window'),
			...files('src/http', 'limits', 'client-address'),
		],
		tests: [
			...['src/http/client-address*.test.ts', 'src/infra/memory/*.test.ts'],
			...['src/infra/limits/*.test.ts', 'test/rate-limits.test.ts'],
		],
	},
	{
		name: 'passwords',
		hasTexts: true,
		folder: API,
		mutate: feature('passwords'),
		tests: [...tests('passwords', 'queue', 'prove', 'hasher', 'rules'), ...testsOf('passwords')],
	},
	{
		name: 'password-sign-in',
		hasTexts: true,
		folder: API,
		mutate: feature('password-sign-in'),
		tests: [...testsOf('password-sign-in'), RECORDING, CONTRACT],
	},
	{
		name: 'password-changes',
		folder: API,
		mutate: feature('password-changes'),
		tests: [...tests('password-changes', 'own-password', 'reset', 'refusals', 'races'), CONTRACT],
	},
	{
		name: 'auth-requests-start',
		folder: API,
		mutate: files(
			AUTH_REQUESTS,
			...['begin', 'limits', 'posting', 'renew', 'row', 'secrets', 'starter', 'withdraw'],
		),
		tests: OF_AUTH_REQUESTS,
	},
	{
		name: 'auth-requests-proof',
		folder: API,
		mutate: files(
			AUTH_REQUESTS,
			...['proof', 'prove-by-code', 'prove-by-link', 'refusals', 'service', 'store', 'verdict'],
		),
		tests: OF_AUTH_REQUESTS,
	},
	{
		name: 'sessions-check',
		folder: API,
		mutate: files(
			SESSIONS,
			...['access', 'browser-hash', 'checker', 'credential', 'last-seen', 'sample', 'verdict'],
		),
		tests: [
			...tests('sessions', 'verdict', 'credential', 'checker', 'expiry', 'last-seen'),
			...tests('sessions', 'store', 'sample', 'step-up'),
			...[...tests('session-watch', 'stream'), ...tests('address-proofs', 'first-proof')],
			...['test/boot.test.ts', CONTRACT],
		],
	},
	{
		name: 'sessions-start',
		folder: API,
		mutate: files(SESSIONS, 'holders', 'service', 'start', 'starting', 'store', 'writes'),
		tests: [
			...tests('sessions', 'store', 'session-limit', 'sign-in', 'removal', 'account-gone'),
			...tests('sessions', 'checker', 'sign-out', 'sample'),
			...[RECORDING, 'src/features/known-browsers/new-browser.test.ts'],
			...testsOf('account-deletion'),
		],
	},
	{
		name: 'sessions-end',
		folder: API,
		mutate: files(
			SESSIONS,
			...['account-endings', 'announced', 'endings', 'own-routes', 'own-sessions', 'routes'],
		),
		tests: [
			...tests('sessions', 'store', 'account-endings', 'own-sessions', 'sign-out'),
			...[RECORDING, CONTRACT],
		],
	},
];
