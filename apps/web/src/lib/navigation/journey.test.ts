import { expect, test } from 'vitest';
import { Journey } from './journey.svelte.ts';

const page = new URL('https://app.example.com/sign-in/code?next=/profile');

test('ends where the API says, or where the sign-in page leads', () => {
	const journey = new Journey();
	expect(journey.end(page)).toBe('/profile');
	journey.arrive('/todos');
	expect(journey.end(page)).toBe('/todos');
});

test('leaves nothing for whoever comes next', () => {
	const journey = new Journey();
	journey.email = 'ada@example.com';
	journey.isUnderWay = true;
	journey.isOver = true;
	journey.arrive('/todos');
	journey.reset();
	expect(journey).toMatchObject({ email: '', isUnderWay: false, isOver: false });
	expect(journey.end(page)).toBe('/profile');
});
