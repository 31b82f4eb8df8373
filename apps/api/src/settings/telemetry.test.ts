import { expect, test } from 'vitest';
import { loadConfig } from '../config.ts';

const load = (environment: Readonly<Record<string, string>>) =>
	loadConfig({ NODE_ENV: 'development', ...environment });

test('nothing is counted unless it is asked for', () => {
	expect(load({})).toMatchObject({
		metricsPort: null,
		metricsHost: '127.0.0.1',
	});
});

test('a port and an address are understood', () => {
	expect(
		load({
			METRICS_PORT: '9464',
			METRICS_HOST: '::',
		}),
	).toMatchObject({
		metricsPort: 9464,
		metricsHost: '::',
	});
});

test.each([
	['METRICS_PORT', 'x'],
	['METRICS_PORT', '65536'],
	['METRICS_PORT', '8000'],
])('%s=%s is refused with a line that begins with the name', (name, value) => {
	expect(() => load({ [name]: value })).toThrow(new RegExp(`^${name}: `));
});
