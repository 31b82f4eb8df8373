import { parser } from '@prometheus-io/lezer-promql';
import { beforeAll, describe, expect, test } from 'vitest';
import { createMeasuredApp } from '../telemetry/metrics.ts';
import { textOf, yamlOf } from './files.ts';

interface Rules {
	readonly groups: readonly {
		readonly rules: readonly {
			readonly alert: string;
			readonly expr: string;
			readonly labels: { readonly severity: string };
			readonly annotations: { readonly summary: string };
		}[];
	}[];
}

interface Dashboard {
	readonly panels: readonly {
		readonly title: string;
		readonly targets?: readonly { readonly expr: string }[];
	}[];
	readonly annotations: { readonly list: readonly { readonly expr: string }[] };
}

const alerts = (yamlOf('deploy/prometheus/alerts.yaml') as Rules).groups.flatMap(
	({ rules }) => rules,
);
const dashboard = JSON.parse(textOf('deploy/grafana/postern.json')) as Dashboard;
const expressions = [
	...alerts.map(({ alert, expr }) => ({ name: alert, expr })),
	...dashboard.panels.flatMap(({ title, targets = [] }) =>
		targets.map(({ expr }) => ({ name: title, expr })),
	),
	...dashboard.annotations.list.map(({ expr }) => ({ name: 'an annotation', expr })),
].map(({ name, expr }) => ({ name, expr: expr.replaceAll('$__rate_interval', '5m') }));

/** The names of metrics in an expression, and of labels they are picked by. @throws when it is no PromQL */
function namesIn(expr: string) {
	const metrics = new Set<string>();
	const labels: { readonly metric: string; readonly label: string }[] = [];
	let metric = '';
	parser.parse(expr).iterate({
		enter: ({ type, from, to, node }) => {
			const word = expr.slice(from, to);
			if (type.isError) throw new Error(`no PromQL at ${String(from)}: ${expr}`);
			if (type.name === 'Identifier') metrics.add((metric = word));
			const isMatcher = node.parent?.type.name.endsWith('LabelMatcher') === true;
			if (type.name === 'LabelName' && isMatcher) labels.push({ metric, label: word });
		},
	});
	return { metrics, labels };
}

/** Beside what Prometheus itself puts on everything. */
const ITS_OWN = ['le', 'instance', 'job'];
let measured: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
	await using api = await createMeasuredApp();
	measured = api.labels();
});

const familyOf = (name: string) => name.replace(/_(bucket|sum|count)$/, '');

test('the parser finds names and labels, and what is no PromQL', () => {
	expect(namesIn('sum by (le) (rate(x{a="1", b!~"2"}[5m])) / y')).toEqual({
		metrics: new Set(['x', 'y']),
		labels: [
			{ metric: 'x', label: 'a' },
			{ metric: 'x', label: 'b' },
		],
	});
	expect(() => namesIn('sum(rate(x[5m])')).toThrow('no PromQL');
});

test.each(expressions)('$name asks for what is measured: $expr', ({ expr }) => {
	const { metrics, labels } = namesIn(expr);
	expect(metrics.size).toBeGreaterThan(0);
	for (const name of metrics) expect([...measured.keys()]).toContain(familyOf(name));
	for (const { metric, label } of labels) {
		expect([...ITS_OWN, ...(measured.get(familyOf(metric)) ?? [])]).toContain(label);
	}
});

test('everything of ours that is measured is in the handbook', () => {
	const handbook = textOf('docs/operations.md');
	const ours = [...measured.keys()].filter((name) => name.startsWith('postern_'));
	expect(ours.filter((name) => !handbook.includes(`\`${name}\``))).toEqual([]);
});

describe('an alert', () => {
	test.each(alerts)('$alert wakes somebody or waits, and says what it saw', (alert) => {
		expect(['page', 'ticket']).toContain(alert.labels.severity);
		expect(alert.annotations.summary).toMatch(/\.$/);
	});

	test.each(alerts)('$alert has a line in the runbook that says what to do', ({ alert }) => {
		const runbook = textOf('docs/operations.md');
		expect(runbook).toMatch(new RegExp(`^\\| \`${alert}\` .*\\|.{40,}\\|$`, 'm'));
	});

	test('in the runbook is one that exists', () => {
		const told = [...textOf('docs/operations.md').matchAll(/^\| `(Postern[A-Za-z]+)`/gm)];
		const names = alerts.map(({ alert }) => alert);
		expect(told.map(([, name]) => name).sort()).toEqual(names.sort());
	});
});
