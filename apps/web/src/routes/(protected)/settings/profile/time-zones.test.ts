import { expect, test } from 'vitest';
import { browserTimeZone, timeIn, timeZoneGroups } from './time-zones.ts';

const NOON = new Date('2026-05-03T12:00:00Z');

const valuesIn = (groups: ReturnType<typeof timeZoneGroups>): string[] =>
	groups.flatMap(({ options }) => options.map(({ value }) => value));

test('every zone that the browser knows is there once, and UTC', () => {
	const values = valuesIn(timeZoneGroups());
	expect(values).toEqual(expect.arrayContaining([...Intl.supportedValuesOf('timeZone'), 'UTC']));
	expect(new Set(values).size).toBe(values.length);
});

test('what the API has stored can be chosen, by whatever name', () => {
	const values = valuesIn(timeZoneGroups('Asia/Kolkata', 'Asia/Calcutta', '', null, 'Mars/Base'));
	expect(values).toEqual(expect.arrayContaining(['Asia/Kolkata', 'Asia/Calcutta', 'Mars/Base']));
	expect(values).not.toContain('');
});

test('zones are found by their place, in their part of the world', () => {
	const groups = timeZoneGroups();
	const nameOf = (value: string) =>
		groups.flatMap(({ name, options }) =>
			options.filter((zone) => zone.value === value).map((zone) => `${name}: ${zone.name}`),
		);
	expect(nameOf('Europe/Berlin')).toEqual(['Europe: Berlin']);
	expect(nameOf('America/Argentina/La_Rioja')).toEqual(['America: La Rioja, Argentina']);
	expect(nameOf('UTC')).toEqual(['World: UTC']);
});

test('the time of a zone is told, or nothing where the browser does not know it', () => {
	expect(timeIn('UTC', NOON)).toMatch(/12:00/);
	expect(timeIn('Mars/Base', NOON)).toBeNull();
});

test('this browser’s own zone can be found out and chosen', () => {
	const here = browserTimeZone();
	expect(here).not.toBeNull();
	expect(valuesIn(timeZoneGroups(here))).toContain(here);
});
