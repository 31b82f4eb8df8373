import { expect, test } from 'vitest';
import { loadConfig } from '../config.ts';

const load = (environment: Readonly<Record<string, string>>) =>
	loadConfig({ NODE_ENV: 'development', ...environment });

test('nothing is counted and nothing traced unless it is asked for', () => {
	expect(load({})).toMatchObject({
		metricsPort: null,
		metricsHost: '127.0.0.1',
		tracesUrl: null,
		tracesShare: 1,
	});
});

test('ports, addresses and shares are understood', () => {
	expect(
		load({
			METRICS_PORT: '9464',
			METRICS_HOST: '::',
			OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
			OTEL_TRACES_SAMPLER_ARG: '0.05',
		}),
	).toMatchObject({
		metricsPort: 9464,
		metricsHost: '::',
		tracesUrl: 'http://collector:4318',
		tracesShare: 0.05,
	});
});

test.each([
	['METRICS_PORT', 'x'],
	['METRICS_PORT', '65536'],
	['METRICS_PORT', '8000'],
	['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
	['OTEL_EXPORTER_OTLP_ENDPOINT', 'grpc://collector:4317'],
	['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://key:secret@collector:4318'],
	['OTEL_TRACES_SAMPLER_ARG', '1.01'],
	['OTEL_TRACES_SAMPLER_ARG', '-1'],
	['OTEL_TRACES_SAMPLER_ARG', '5%'],
])('%s=%s is refused with a line that begins with the name', (name, value) => {
	expect(() => load({ [name]: value })).toThrow(new RegExp(`^${name}: `));
});
