import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { type RunningApi, run, type Settings, startApi } from '../process.ts';
import { valueIn } from './metrics.ts';

let dataDir: string;
let database: TestDatabase;
let development: Settings;

beforeAll(async () => {
	dataDir = await mkdtemp(join(tmpdir(), 'postern-metrics-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

beforeEach(async () => {
	database = await createTestDatabase({ migrate: false });
	development = { DATA_DIR: dataDir, ...database.settings, NODE_ENV: 'development' };
	return () => database[Symbol.asyncDispose]();
});

function metricsOf(api: RunningApi): URL {
	const listening = api.logLines().find(({ msg }) => msg === 'listening');
	return new URL(`http://127.0.0.1:${String(listening?.['metricsPort'])}/metrics`);
}

test('METRICS_PORT shows the metrics there, and the API’s own port never does', async () => {
	await using api = await startApi({ ...development, METRICS_PORT: '0' });
	const url = metricsOf(api);
	expect((await fetch(`${api.url}/metrics`)).status).toBe(404);
	const showsAll = async () => {
		const response = await fetch(url);
		expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
		const text = await response.text();
		const unmatched = 'method="GET",route="unmatched",status="404"';
		expect(valueIn(text, 'postern_http_requests_total', unmatched)).toBe(1);
		expect(valueIn(text, 'postern_database_up')).toBe(1);
		expect(valueIn(text, 'process_open_fds')).toBeGreaterThan(3);
	};
	await vi.waitFor(showsAll, { timeout: 15_000 });
});

test('only /metrics is there, and only to be read', async () => {
	await using api = await startApi({ ...development, METRICS_PORT: '0' });
	const url = metricsOf(api);
	expect((await fetch(new URL('/', url))).status).toBe(404);
	expect((await fetch(new URL('/health/live', url))).status).toBe(404);
	const posted = await fetch(url, { method: 'POST', body: 'x' });
	expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
	const head = await fetch(url, { method: 'HEAD' });
	expect([head.status, await head.text()]).toEqual([200, '']);
});

test('nothing listens besides the API when METRICS_PORT is unset', async () => {
	await using api = await startApi(development);
	const listening = api.logLines().find(({ msg }) => msg === 'listening');
	expect(listening).toBeDefined();
	expect(listening).not.toHaveProperty('metricsPort');
});

test('a port that is taken keeps the API from starting, and the line names the setting', async () => {
	const squatter = createServer().listen(0, '127.0.0.1');
	await once(squatter, 'listening');
	const { port } = squatter.address() as AddressInfo;
	const METRICS_PORT = String(port);
	const ended = await run('src/main.ts', { ...development, API_PORT: '0', METRICS_PORT });
	squatter.close();
	expect(ended.code).toBe(1);
	expect(ended.errors).toBe(
		`METRICS_PORT: cannot listen on 127.0.0.1:${METRICS_PORT} (EADDRINUSE)\n`,
	);
});
