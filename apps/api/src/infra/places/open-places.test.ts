import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTestApp } from '../../../test/app.ts';
import { placeDatabase } from '../../../test/place-database.ts';
import { openPlaces } from './open-places.ts';

const BERLIN = {
	city: { names: { en: 'Berlin', de: 'Berlin' } },
	country: { names: { en: 'Germany', de: 'Deutschland' } },
};

/** A database in a file that goes away with the test. */
function createFile(content: Buffer) {
	const folder = mkdtempSync(join(tmpdir(), 'postern-places-'));
	const path = join(folder, 'places.mmdb');
	writeFileSync(path, content);
	return {
		path,
		[Symbol.dispose]: () => {
			rmSync(folder, { recursive: true });
		},
	};
}

test('an address of either kind is where its network is, in the language that is asked for', () => {
	using file = createFile(
		placeDatabase({
			'192.0.2.0/24': BERLIN,
			'198.51.100.0/24': { country: { names: { en: 'Chile' } } },
			'2001:db8:1::/48': BERLIN,
			'203.0.113.0/24': {},
		}),
	);
	const { placeOf } = openPlaces(file.path);
	expect(placeOf('192.0.2.7', 'en')).toBe('Berlin, Germany');
	expect(placeOf('192.0.2.7', 'de')).toBe('Berlin, Deutschland');
	expect(placeOf('2001:db8:1:2::/64', 'en')).toBe('Berlin, Germany');
	expect(placeOf('198.51.100.1', 'de')).toBe('Chile');
	for (const unknown of [
		'203.0.113.1',
		'127.0.0.1',
		'2001:db8:2:2::/64',
		'0:0:0:0::/64',
		null,
		'',
	]) {
		expect(placeOf(unknown, 'en'), String(unknown)).toBeNull();
	}
});

test('without a database no place is known', () => {
	expect(openPlaces(null).placeOf('192.0.2.7', 'en')).toBeNull();
});

test('a file that is missing, or is something else, stops the start with the name of the setting', () => {
	using file = createFile(Buffer.from('not a database'));
	for (const path of [file.path, `${file.path}.gone`]) {
		expect(() => openPlaces(path)).toThrow(/^PLACE_DATABASE: .+ cannot be read/);
	}
});

test('people see the place of a session, and of what happened, in the language they read', async () => {
	using file = createFile(placeDatabase({ '192.0.2.0/24': BERLIN }));
	await using api = await createTestApp({}, { places: openPlaces(file.path) });
	const { email, password, cookie } = await api.signIn();
	await api.send({
		...{ method: 'POST', url: '/auth/login', payload: { email, password } },
		remoteAddress: '192.0.2.7',
	});
	const headers = { 'accept-language': 'de-AT,en;q=0.5' };
	const sessions = await api.send({ url: '/users/me/sessions', cookie, headers });
	expect(sessions.json()).toMatchObject({
		sessions: [{ place: null }, { place: 'Berlin, Deutschland', client: '192.0.2.7' }],
	});
	const activity = await api.send({ url: '/users/me/activity', cookie });
	const { events } = activity.json<{ events: { name: string; place: string | null }[] }>();
	const signIns = events.filter(({ name }) => name === 'signed_in');
	expect(signIns.map(({ place }) => place)).toEqual(['Berlin, Germany', null]);
});
