import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startService } from '../src/serve/service.ts';

const options = { cwd: tmpdir(), env: {} };

test('a service that is stopped ends in its own way', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'postern-service-'));
	const mark = join(folder, 'up');
	const script = [
		"process.once('SIGTERM', () => process.exit(7));",
		'setInterval(() => {}, 1000);',
		`require('node:fs').writeFileSync(${JSON.stringify(mark)}, '');`,
	];
	const service = startService(['--eval', script.join('\n')], options);
	await vi.waitUntil(() => existsSync(mark), { timeout: 5000 });
	await service.stop();
	expect(await service.exited).toBe(7);
	await rm(folder, { recursive: true });
});

test('a service that ends by itself tells its code, and may be stopped again', async () => {
	const service = startService(['--eval', 'process.exit(3)'], options);
	expect(await service.exited).toBe(3);
	await service.stop();
});
