import js from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import { plugin as postern } from './apps/dev/eslint/plugin.mjs';

const TESTS = ['**/*.test.ts', '**/*.spec.ts', '**/test/**/*.ts', 'apps/e2e/**/*.ts'];
const CONFIGS = ['**/*.config.{js,ts,mjs}', '.dependency-cruiser.mjs'];

const noDefaultExport = {
	selector: 'ExportDefaultDeclaration',
	message: 'Export by name: one name for one thing, everywhere.',
};
const noMathRandom = {
	selector: 'MemberExpression[object.name="Math"][property.name="random"]',
	message: 'Math.random can be foretold; use node:crypto.',
};
const noEnvironment = {
	selector: 'MemberExpression[object.name="process"][property.name="env"]',
	message: 'Only main.ts reads the environment, through loadConfig(process.env).',
};

export default defineConfig(
	globalIgnores([
		'**/build/',
		'**/.svelte-kit/',
		'**/test-results/',
		'**/playwright-report/',
		'.data/',
		'.toolchain/',
		'packages/api-client/src/generated/',
		// Nothing of ours is installed there.
		'apps/bench/peers/plain-spa/',
	]),
	js.configs.recommended,
	ts.configs.strictTypeChecked,
	ts.configs.stylisticTypeChecked,
	svelte.configs.recommended,
	svelte.configs.prettier,
	{
		plugins: { postern, regexp },
		languageOptions: {
			globals: globals.node,
			parserOptions: {
				projectService: true,
				tsconfigRootDir: import.meta.dirname,
			},
		},
		linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
		rules: {
			complexity: ['error', 10],
			eqeqeq: 'error',
			'max-lines': ['error', 250],
			'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
			'no-restricted-syntax': ['error', noDefaultExport, noEnvironment],
			'postern/described-disable': 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
			// Fastify's plugins are async by contract, with or without something to wait for.
			'@typescript-eslint/require-await': 'off',
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			// Factories return methods that never use `this`, so they may be handed on.
			'@typescript-eslint/unbound-method': 'off',
			// It proposes the "!" that no-non-null-assertion forbids.
			'@typescript-eslint/non-nullable-type-assertion-style': 'off',
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			// noPropertyAccessFromIndexSignature asks for the brackets that this rule would remove.
			'@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
			],
		},
	},
	{
		files: ['apps/web/**', 'packages/api-client/**', 'apps/api/src/dev-mailbox/page/**'],
		languageOptions: { globals: globals.browser },
		// The SPA lives at the top of its origin, so a path needs no base put before it.
		rules: { 'svelte/no-navigation-without-resolve': 'off' },
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser },
		},
	},
	{
		files: ['**/*.svelte'],
		rules: {
			// The parser gives up on some types in markup and calls them any; svelte-check knows them.
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
		},
	},
	{
		files: ['apps/api/**', 'packages/**'],
		rules: {
			'no-restricted-syntax': ['error', noDefaultExport, noEnvironment, noMathRandom],
			// A pattern that backtracks lets one request hold up all others (ASVS 5.0, 1.3.12).
			'regexp/no-super-linear-backtracking': 'error',
		},
	},
	{
		files: [
			'apps/api/src/{main.ts,commands/**}',
			'apps/api/scripts/**',
			'apps/{dev,e2e,bench,faults,mutation}/**',
			'packages/local-servers/**',
			...TESTS,
			...CONFIGS,
		],
		rules: { 'no-restricted-syntax': ['error', noDefaultExport] },
	},
	{
		files: TESTS,
		rules: { 'max-lines': ['error', 500], 'max-lines-per-function': 'off' },
	},
	{
		files: CONFIGS,
		rules: { 'no-restricted-syntax': 'off' },
	},
	{
		// Plain JavaScript: tsc reads the JSDoc types, the linter cannot.
		files: ['**/*.{js,mjs}'],
		extends: [ts.configs.disableTypeChecked],
	},
);
