import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

test(
	'guesses spread over three replicas are evaluated five times',
	{ timeout: 120_000 },
	async () => {
		const { stdout } = await run(process.execPath, [main, 'R25', '--quick', '--json']);
		expect(JSON.parse(stdout)).toMatchObject([
			{
				id: 'R25',
				rows: [
					{ measures: [{ what: 'evaluated, at most', value: 5 }, { value: 0 }, { unit: 'ms' }] },
				],
			},
		]);
	},
);

test('an experiment that does not exist is a mistake, not a success', async () => {
	const failing = run(process.execPath, [main, 'R99']);
	await expect(failing).rejects.toMatchObject({ code: 1 });
	await expect(failing).rejects.toThrow(/no experiment R99/);
});
