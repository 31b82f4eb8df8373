import { expect, test } from 'vitest';
import { rulesThatAnswer } from '../src/rules/answers.ts';
import { BROKEN_RULES } from '../src/rules/broken-tree.ts';
import { readRuleNames } from '../src/rules/rule-names.ts';

const CRUISE_MS = 20_000;

test('every dependency rule is broken by something', async () => {
	const broken = new Set(BROKEN_RULES.map(({ rule }) => rule));
	expect(broken).toEqual(await readRuleNames());
});

test('a tree that keeps the rules is left alone', { timeout: CRUISE_MS }, async () => {
	const answers = await rulesThatAnswer({
		'apps/api/src/main.ts': "import { one } from './features/one/index.ts';\nconsole.log(one);\n",
		'apps/api/src/features/one/index.ts': "export { one } from './store.ts';\n",
		'apps/api/src/features/one/store.ts':
			"import { sql } from 'kysely';\nexport const one = sql`select 1`;\n",
	});
	expect([...answers]).toEqual([]);
});

test('a tree that breaks one rule hears its name', { timeout: CRUISE_MS }, async () => {
	const answers = await rulesThatAnswer({
		'apps/api/src/main.ts': "import { one } from './features/one/index.ts';\nconsole.log(one);\n",
		'apps/api/src/features/one/index.ts': "export { one } from './service.ts';\n",
		'apps/api/src/features/one/service.ts':
			"import { sql } from 'kysely';\nexport const one = sql`select 1`;\n",
	});
	expect([...answers]).toEqual(['sql-only-in-stores']);
});
