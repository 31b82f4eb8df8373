import { describe, expect, test } from 'vitest';
import { clientUnit } from './client-address.ts';

describe('an IPv4 address', () => {
	test.each(['127.0.0.1', '203.0.113.7', '0.0.0.0', '255.255.255.255'])(
		'%s is itself',
		(address) => {
			expect(clientUnit(address)).toBe(address);
		},
	);

	test.each([
		'::ffff:203.0.113.7',
		'::FFFF:203.0.113.7',
		'0:0:0:0:0:ffff:203.0.113.7',
		'0000:0000:0000:0000:0000:ffff:203.0.113.7',
		'::ffff:cb00:7107',
		'0:0:0:0:0:ffff:cb00:7107',
		'::0000:0000:0000:0000:ffff:203.0.113.7',
		'::ffff:203.0.113.7%eth0',
	])('%s is the IPv4 address it wraps', (address) => {
		expect(clientUnit(address)).toBe('203.0.113.7');
	});

	test('two clients on a dual-stack socket are two', () => {
		expect(clientUnit('::ffff:203.0.113.7')).not.toBe(clientUnit('::ffff:203.0.113.8'));
	});
});

describe('an IPv6 address', () => {
	test.each([
		'2001:db8:1:2::1',
		'2001:db8:1:2:ffff:ffff:ffff:ffff',
		'2001:DB8:1:2::1',
		'2001:0db8:0001:0002:0000:0000:0000:0001',
		'2001:db8:1:2:0:0:0:1',
		'2001:db8:1:2::',
		'2001:db8:1:2::%eth0',
		'2001:db8:1:2::192.0.2.1',
	])('%s counts with its /64', (address) => {
		expect(clientUnit(address)).toBe('2001:db8:1:2::/64');
	});

	test('a hundred addresses of one /64 are one client', () => {
		const units = Array.from({ length: 100 }, (_, index) =>
			clientUnit(
				`2001:db8:0:1:${index.toString(16)}:${(index * 7).toString(16)}:1:${index.toString(16)}`,
			),
		);
		expect(new Set(units)).toEqual(new Set(['2001:db8:0:1::/64']));
	});

	test.each([
		['::1', '0:0:0:0::/64'],
		['::', '0:0:0:0::/64'],
		['fe80::1', 'fe80:0:0:0::/64'],
		['1::', '1:0:0:0::/64'],
		['1:2::3', '1:2:0:0::/64'],
		['64:ff9b::203.0.113.7', '64:ff9b:0:0::/64'],
		['::1:2:3:4:192.0.2.1', '0:0:1:2::/64'],
		['0:0:1:2:3:4:192.0.2.1', '0:0:1:2::/64'],
	])('%s is %s', (address, unit) => {
		expect(clientUnit(address)).toBe(unit);
	});

	test('neighbours are two clients', () => {
		expect(clientUnit('2001:db8:1:2::1')).not.toBe(clientUnit('2001:db8:1:3::1'));
	});
});

test('what is no address is still one unit, so that it is counted', () => {
	for (const text of ['', 'unknown', ':::::', 'garbage:garbage']) {
		expect(clientUnit(text)).toEqual(expect.any(String));
		expect(clientUnit(text)).toBe(clientUnit(text));
	}
});
