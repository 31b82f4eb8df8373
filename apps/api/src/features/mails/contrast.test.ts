import { describe, expect, test } from 'vitest';
import { PALETTE } from './html-layout.ts';
import { createMailWriter } from './index.ts';

const COLOURS = [
	...['#4f46e5', '#ffffff', '#000000', '#ffe14d', '#ff0000', '#00ff00', '#0000ff', '#767676'],
	...['#777777', '#787878', '#16a34a', '#f97316', '#06b6d4', '#db2777', '#65a30d', '#17191f'],
	...['#fafafa', '#FF8800', '#7F7F7F', '#123ABC'],
];

/** The contrast of two colours, written anew from WCAG 2.2 so that a mistake in ours is seen. */
function contrast(one: string, other: string): number {
	const luminance = (colour: string) => {
		const channel = (at: number) => {
			const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
			return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
		};
		return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
	};
	const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
	return (high + 0.05) / (low + 0.05);
}

function htmlWith(colour: string): string {
	const write = createMailWriter({
		productName: 'Postern',
		colour,
		logoUrl: null,
		supportEmail: null,
		isCodeInSubject: false,
	});
	const data = {
		link: 'https://app.example.com/link#t=x',
		code: '123456',
		minutes: 10,
		isSameBrowser: true,
		isNewAccount: false,
	};
	return write({ template: 'sign-in', locale: 'en', data }).html;
}

test('the check itself knows black, white and the grey in between', () => {
	expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
	expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

describe.each(COLOURS)('with %s', (colour) => {
	const html = htmlWith(colour);
	const [button = ''] = /<a class="button"[^>]+>/.exec(html) ?? [];

	test('the button’s text can be read', () => {
		const [, ink = ''] = /;color:(#[0-9a-f]{6})/.exec(button) ?? [];
		expect(button).toContain(`background-color:${colour}`);
		expect(contrast(ink, colour)).toBeGreaterThanOrEqual(4.5);
	});

	test('the button has an edge, on a light screen and on a dark one', () => {
		const [, inLight = ''] = /border:1px solid (#[0-9a-fA-F]{6})/.exec(button) ?? [];
		const [, inDark = ''] = /\.button\{border-color:(#[0-9a-fA-F]{6})!important/.exec(html) ?? [];
		expect(contrast(inLight, PALETTE.light.card)).toBeGreaterThanOrEqual(3);
		expect(contrast(inDark, PALETTE.dark.card)).toBeGreaterThanOrEqual(3);
	});
});

test.each(['light', 'dark'] as const)(
	'every text of a %s mail can be read where it stands',
	(mode) => {
		const { page, card, sunken, ink, quiet } = PALETTE[mode];
		for (const surface of [page, card, sunken]) {
			expect(contrast(ink, surface)).toBeGreaterThanOrEqual(4.5);
			expect(contrast(quiet, surface)).toBeGreaterThanOrEqual(4.5);
		}
	},
);

test('every colour of a mail is turned on a dark screen', () => {
	const html = htmlWith('#4f46e5');
	const dark = html.slice(html.indexOf('@media'), html.indexOf('</style>'));
	for (const part of ['page', 'card', 'sunken', 'ink', 'quiet']) {
		expect(dark).toMatch(new RegExp(`\\.${part}\\{[a-z-]+:#[0-9a-f]{6}!important\\}`));
	}
	const body = html.slice(html.indexOf('<body'));
	const coloured = (body.match(/<[a-z0-9]+ [^>]*(?<!background-)color:[^>]+>/g) ?? []).filter(
		(tag) => !tag.includes('class="button"'),
	);
	expect(coloured.length).toBeGreaterThan(8);
	for (const tag of coloured) expect(tag).toMatch(/class="(?:[a-z]+ )*(?:ink|quiet|page|card)\b/);
});

test('a colour that is not written #rrggbb is refused before it gets into a style', () => {
	for (const colour of ['red', '#fff', '#4f46e5;background:url(https://evil.example)', '']) {
		expect(() => htmlWith(colour)).toThrow(RangeError);
	}
});
