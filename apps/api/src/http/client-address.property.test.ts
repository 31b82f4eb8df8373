import { isIPv4 } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestApp } from '../../test/app.ts';
import { clientUnit } from './client-address.ts';

const group = fc.integer({ min: 0, max: 0xffff });
const groups = fc.array(group, { minLength: 8, maxLength: 8 });

/** Writes eight groups in one of the ways of RFC 4291. */
const spelling = fc.record({
	isUpper: fc.boolean(),
	isPadded: fc.boolean(),
	isDotted: fc.boolean(),
	isShort: fc.boolean(),
});

interface Spelling {
	readonly isUpper: boolean;
	readonly isPadded: boolean;
	readonly isDotted: boolean;
	readonly isShort: boolean;
}

function write(address: readonly number[], { isUpper, isPadded, isDotted, isShort }: Spelling) {
	const hex = address.map((each) => each.toString(16).padStart(isPadded ? 4 : 1, '0'));
	const [high = 0, low = 0] = address.slice(6);
	const dotted = [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
	const parts = isDotted ? [...hex.slice(0, 6), dotted] : hex;
	const text = isShort ? shorten(parts) : parts.join(':');
	return isUpper ? text.toUpperCase() : text;
}

/** Puts `::` in the place of the first zeros there are. */
function shorten(parts: readonly string[]): string {
	const isZero = (part: string | undefined) => /^0+$/.test(part ?? '');
	const start = parts.findIndex(isZero);
	if (start === -1) return parts.join(':');
	let end = start;
	while (isZero(parts[end])) end += 1;
	return `${parts.slice(0, start).join(':')}::${parts.slice(end).join(':')}`;
}

const sparse = fc.array(fc.oneof(fc.constant(0), group), { minLength: 8, maxLength: 8 });

test('every spelling of an IPv6 address is the same client, and the first half alone decides', () => {
	fc.assert(
		fc.property(fc.oneof(groups, sparse), groups, spelling, (address, other, how) => {
			fc.pre(address.slice(0, 4).some((each) => each !== 0));
			const [a, b, c, d] = address.map((each) => each.toString(16));
			const unit = `${[a, b, c, d].join(':')}::/64`;
			expect(clientUnit(write(address, how))).toBe(unit);
			const neighbour = [...address.slice(0, 4), ...other.slice(4)];
			expect(clientUnit(write(neighbour, how))).toBe(unit);
		}),
		{ numRuns: 3000 },
	);
});

test('an IPv4 address is itself, however it is wrapped', () => {
	fc.assert(
		fc.property(fc.ipV4(), spelling, (address, how) => {
			expect(clientUnit(address)).toBe(address);
			const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
			const wrapped = [0, 0, 0, 0, 0, 0xffff, (a << 8) | b, (c << 8) | d];
			expect(clientUnit(write(wrapped, how))).toBe(address);
		}),
		{ numRuns: 1000 },
	);
});

test('whatever stands in its place, it is some unit, so that it is counted', () => {
	fc.assert(
		fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.ipV6()), (text) => {
			expect(clientUnit(text)).toBe(clientUnit(text));
			expect(typeof clientUnit(text)).toBe('string');
		}),
		{ numRuns: 1000 },
	);
});

const PROXY = '10.0.0.1';
const outside = fc.ipV4().filter((address) => !address.startsWith('10.'));
const hop = fc.oneof(
	fc.ipV4(),
	fc.ipV6(),
	fc.constantFrom('unknown', '', ' ', '_hidden', '"[::1]:80"', '127.0.0.1:8', 'a'.repeat(200)),
);
const forwarded = fc.array(hop, { maxLength: 4 });

test('a forwarded address counts from a proxy of ours alone, and then the one that it saw', async () => {
	await using api = await createTestApp({
		trustedProxies: ['10.0.0.0/8'],
		rateLimitPerMinute: 1_000_000,
	});
	const seenFrom = async (remoteAddress: string, hops: readonly string[]) => {
		const headers = { 'x-forwarded-for': hops.join(', '), forwarded: `for=${hops[0] ?? ''}` };
		await api.send({ url: '/health/live', remoteAddress, headers });
		return api.logLines().at(-1)?.['ip'];
	};
	await fc.assert(
		fc.asyncProperty(forwarded, outside, async (hops, address) => {
			expect(await seenFrom(address, hops)).toBe(address);
			expect(await seenFrom(PROXY, [...hops, address])).toBe(address);
			expect(await seenFrom(PROXY, [...hops, address, '10.9.9.9'])).toBe(address);
			expect(isIPv4(address)).toBe(true);
		}),
		{ numRuns: 100 },
	);
});
