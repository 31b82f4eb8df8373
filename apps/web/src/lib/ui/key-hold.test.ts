import { expect, test } from 'vitest';
import { createKeyHold, type KeyPress, REST_MS } from './key-hold.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
	...{ key, ctrlKey: false, metaKey: false, altKey: false },
	...held,
});

function holdWithClock() {
	let time = 1000;
	const isHeld = createKeyHold(() => time);
	const after = (milliseconds: number, key: KeyPress): boolean => {
		time += milliseconds;
		return isHeld(key);
	};
	return { after };
}

test.each(['Enter', 'Escape', ' ', 'a', '7', 'ß', 'Backspace', 'Delete'])(
	'a key that somebody was about to press elsewhere is swallowed: %j',
	(key) => {
		expect(holdWithClock().after(0, press(key))).toBe(true);
	},
);

test('a character typed with AltGr or Option is one as well', () => {
	expect(holdWithClock().after(0, press('@', { ctrlKey: true, altKey: true }))).toBe(true);
	expect(holdWithClock().after(0, press('@', { altKey: true }))).toBe(true);
	expect(holdWithClock().after(0, press('ArrowLeft', { altKey: true }))).toBe(false);
});

test('keys are taken once the hands have rested', () => {
	const { after } = holdWithClock();
	expect(after(REST_MS, press('Enter'))).toBe(false);
	expect(after(0, press('Enter'))).toBe(false);
});

test('who goes on typing is held back for as long', () => {
	const { after } = holdWithClock();
	for (const key of 'Buy tea and bread') expect(after(REST_MS - 1, press(key))).toBe(true);
	expect(after(REST_MS - 1, press('Enter'))).toBe(true);
	expect(after(REST_MS, press('Enter'))).toBe(false);
});

test('Tab and the browser’s own keys are never held, and hold nothing up', () => {
	const { after } = holdWithClock();
	expect(after(10, press('Tab'))).toBe(false);
	expect(after(10, press('r', { ctrlKey: true }))).toBe(false);
	expect(after(10, press('Enter', { metaKey: true }))).toBe(false);
	expect(after(10, press('F5'))).toBe(false);
	expect(after(REST_MS - 40, press('Enter'))).toBe(false);
});
