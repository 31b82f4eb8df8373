import { expect, test, vi } from 'vitest';
import { createSeats } from './seats.ts';

test('who comes first sits first, and so many at once', async () => {
	const seats = createSeats(2);
	const seated: number[] = [];
	const all = [1, 2, 3, 4].map((name) => seats.take(1000).then(() => seated.push(name)));
	await Promise.all(all.slice(0, 2));
	expect(seated).toEqual([1, 2]);
	expect(seats.awaited()).toBe(2);
	seats.leave();
	await all[2];
	expect(seated).toEqual([1, 2, 3]);
	seats.leave();
	await all[3];
	expect(seats.awaited()).toBe(0);
});

test('who waited in vain takes no seat later', async () => {
	vi.useFakeTimers();
	try {
		const seats = createSeats(1);
		await seats.take(1000);
		const inVain = expect(seats.take(1000)).rejects.toThrow('timeout');
		await vi.advanceTimersByTimeAsync(1000);
		await inVain;
		expect(seats.awaited()).toBe(0);
		seats.leave();
		await seats.take(1000);
	} finally {
		vi.useRealTimers();
	}
});
