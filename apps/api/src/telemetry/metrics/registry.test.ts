import { expect, test } from 'vitest';
import { createRegistry } from './registry.ts';

test('a counter has a line for each combination of labels that was asked for', () => {
	const registry = createRegistry();
	const counter = registry.counter({ name: 'a_total', help: 'As.', labels: ['kind', 'size'] });
	counter('round', 'small').inc();
	counter('round', 'small').inc(2);
	counter('flat', 'large');
	expect(registry.text()).toBe(
		'# HELP a_total As.\n# TYPE a_total counter\n' +
			'a_total{kind="round",size="small"} 3\na_total{kind="flat",size="large"} 0\n',
	);
});

test('a histogram counts each value in every bucket that holds it', () => {
	const registry = createRegistry();
	const seconds = registry.histogram({ name: 's', help: 'Seconds.', bounds: [0.1, 1] })();
	for (const value of [0.05, 0.1, 0.5, 7]) seconds.observe(value);
	expect(registry.text().split('\n').slice(2, -1)).toEqual([
		's_bucket{le="0.1"} 2',
		's_bucket{le="1"} 3',
		's_bucket{le="+Inf"} 4',
		's_sum 7.65',
		's_count 4',
	]);
});

test('a gauge is read when it is asked for, and left out when nobody knows it', () => {
	const registry = createRegistry();
	let value: number | undefined = 1;
	registry.gauge({ name: 'g', help: 'G.' }, () => value);
	expect(registry.text()).toContain('\ng 1\n');
	value = undefined;
	expect(registry.text()).toBe('');
});

test('what stands in a label or a help cannot end its line', () => {
	const registry = createRegistry();
	registry
		.counter({ name: 'c', help: 'one\ntwo \\', labels: ['l'] })('a"b\\c\nd')
		.inc();
	expect(registry.text()).toBe(
		'# HELP c one\\ntwo \\\\\n# TYPE c counter\nc{l="a\\"b\\\\c\\nd"} 1\n',
	);
});

test('two metrics cannot share a name', () => {
	const registry = createRegistry();
	registry.gauge({ name: 'g', help: 'G.' }, () => 1);
	expect(() => {
		registry.gauge({ name: 'g', help: 'Another.' }, () => 2);
	}).toThrow('g is measured already');
});
