import { describe, expect, test } from 'vitest';
import { describeUserAgent } from '../src/index.ts';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15';

describe('a browser', () => {
	test.each([
		[
			'Chrome',
			'Windows',
			`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/143.0.0.0 Safari/537.36`,
		],
		[
			'Chrome',
			'macOS',
			`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT} Chrome/143.0.0.0 Safari/537.36`,
		],
		[
			'Chrome',
			'ChromeOS',
			`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/143.0.0.0 Safari/537.36`,
		],
		[
			'Chrome',
			'Linux',
			`Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} HeadlessChrome/143.0.0.0 Safari/537.36`,
		],
		[
			'Chrome',
			'Android',
			`Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/143.0.0.0 Mobile Safari/537.36`,
		],
		[
			'Chrome',
			'iOS',
			`${IPHONE} (KHTML, like Gecko) CriOS/143.0.7499.38 Mobile/15E148 Safari/604.1`,
		],
		[
			'Edge',
			'Windows',
			`Mozilla/5.0 (Windows NT 10.0) ${WEBKIT} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0`,
		],
		[
			'Edge',
			'Android',
			`Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/143.0.0.0 Mobile Safari/537.36 EdgA/143`,
		],
		[
			'Edge',
			'iOS',
			`${IPHONE} (KHTML, like Gecko) Version/18.0 EdgiOS/143.0 Mobile/15E148 Safari/604.1`,
		],
		[
			'Edge',
			'Windows',
			'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/64.0 Safari/537.36 Edge/17.17134',
		],
		[
			'Firefox',
			'Linux',
			'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0',
		],
		['Firefox', 'Android', 'Mozilla/5.0 (Android 15; Mobile; rv:146.0) Gecko/146.0 Firefox/146.0'],
		['Firefox', 'iOS', `${IPHONE} (KHTML, like Gecko) FxiOS/146.0 Mobile/15E148 Safari/605.1.15`],
		[
			'Safari',
			'macOS',
			'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
		],
		['Safari', 'iOS', `${IPHONE} (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1`],
		[
			'Safari',
			'iOS',
			'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1',
		],
		[
			'Opera',
			'Windows',
			`Mozilla/5.0 (Windows NT 10.0) ${WEBKIT} Chrome/141.0.0.0 Safari/537.36 OPR/125.0.0.0`,
		],
		[
			'Opera',
			'iOS',
			`${IPHONE} (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1 OPT/6.2.0`,
		],
		[
			'Samsung Internet',
			'Android',
			`Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36`,
		],
	] as const)('is %s on %s: %s', (browser, system, userAgent) => {
		expect(describeUserAgent(userAgent)).toEqual({ browser, system });
	});
});

describe('what is no browser', () => {
	test.each([null, '', 'curl/8.5.0', 'node', 'axios/1.21.1', 'constructor', '__proto__'])(
		'%s has no name',
		(userAgent) => {
			expect(describeUserAgent(userAgent)).toEqual({ browser: null, system: null });
		},
	);

	test('may still name its system', () => {
		expect(describeUserAgent('MyApp/1.0 (Linux; Android 15)')).toEqual({
			browser: null,
			system: 'Android',
		});
	});
});

describe('what somebody made up', () => {
	test('comes out as one of the known names, or not at all', () => {
		const script = '<script>alert(1)</script> Firefox/1\u0000\r\n\u001b[2J Windows NT';
		expect(describeUserAgent(script)).toEqual({ browser: 'Firefox', system: 'Windows' });
	});

	test('is looked at for its first 400 characters and no further', () => {
		const before = (length: number) => describeUserAgent(`${'x'.repeat(length)}Firefox/1`).browser;
		expect(before(400 - 'Firefox/'.length)).toBe('Firefox');
		expect(before(401 - 'Firefox/'.length)).toBeNull();
	});
});
