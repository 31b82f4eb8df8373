import { readRuleNames } from './rules/rule-names.ts';
import { rulesThatAnswer } from './rules/answers.ts';
import { BROKEN_RULES } from './rules/broken-tree.ts';

// Breaks every dependency rule on purpose. A rule that nobody has seen fail is not a rule.
const silent: string[] = [];
const broken = new Set(BROKEN_RULES.map(({ rule }) => rule));
for (const name of await readRuleNames()) {
	if (!broken.has(name))
		silent.push(`${name}: nothing breaks it, so nobody knows whether it works.`);
}

const waiting = [...BROKEN_RULES];
const work = async () => {
	for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
		const answers = await rulesThatAnswer(next.files);
		if (!answers.has(next.rule)) {
			const files = Object.keys(next.files).join(', ');
			silent.push(`${next.rule}: does not answer to ${files}.`);
		}
	}
};
// Both are waited for even when one breaks, so that no temporary tree stays behind.
for (const outcome of await Promise.allSettled([work(), work()])) {
	if (outcome.status === 'rejected') silent.push(String(outcome.reason));
}

for (const line of silent) console.error(line);
if (silent.length > 0) process.exitCode = 1;
else
	console.log(`${BROKEN_RULES.length} broken imports, ${broken.size} rules, every one answered.`);
