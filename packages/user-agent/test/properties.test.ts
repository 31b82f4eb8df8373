import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeUserAgent } from '../src/index.ts';

const BROWSERS = ['Chrome', 'Edge', 'Firefox', 'Opera', 'Safari', 'Samsung Internet', null];
const SYSTEMS = ['Android', 'ChromeOS', 'iOS', 'Linux', 'macOS', 'Windows', null];
const piece = fc.oneof(
	fc.constantFrom('Chrome/1', 'Edg/', 'Firefox/', 'iPhone', 'Windows NT', 'Linux', '<b>', '\u0000'),
	fc.string({ unit: 'binary', maxLength: 300 }),
);

test('whatever a header holds, nothing comes out but names that are known', () => {
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
			const { browser, system } = describeUserAgent(pieces.join(' '));
			expect(BROWSERS).toContain(browser);
			expect(SYSTEMS).toContain(system);
		}),
	);
});
