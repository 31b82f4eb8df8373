import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/database.ts';
import { watchClock } from './watch-clock.ts';

const EVERY_MS = 5;

test('a clock that is set wrong later is said once, and once more when it is right', async () => {
	await using database = await createTestDatabase();
	const { storage } = database;
	const said: string[] = [];
	const say = (level: string) => (_about: unknown, line: string) => {
		said.push(`${level} ${line}`);
	};
	let aheadMs = 0;
	let [isBefore, lookedAtMs] = [false, 0];
	// A look reads the clock before and after: one that changes in between would be half as wrong.
	const clock = () => {
		isBefore = !isBefore;
		if (isBefore) lookedAtMs = aheadMs;
		return Date.now() + lookedAtMs;
	};
	watchClock({
		...{ storage, clock, everyMs: EVERY_MS },
		logger: { info: say('info'), warn: say('warn'), error: say('error') } as never,
	});
	if (storage.engine === 'sqlite') {
		// A file has no clock of its own: there is nothing to compare with.
		aheadMs = 60_000;
		await sleep(10 * EVERY_MS);
		expect(said).toEqual([]);
		return;
	}
	for (const [ahead, expected] of [
		[60_000, /^error DATABASE_URL: .* 60\.\d s behind this machine’s/],
		[-10_000, /^warn DATABASE_URL: .* s ahead of this machine’s/],
		[0, /^info DATABASE_URL: the clocks are 0\.\d s apart/],
	] as const) {
		const before = said.length;
		aheadMs = ahead;
		await expect.poll(() => said.length).toBe(before + 1);
		expect(said.at(-1)).toMatch(expected);
		await sleep(10 * EVERY_MS);
		expect(said.length).toBe(before + 1);
	}
});
