/** Every row is a deployment that somebody could set up, and what is said about it. */
import { describe, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import type { Environment } from '../settings/reader.ts';
import { judgeDeployment } from './judge.ts';

const PRODUCTION = {
	NODE_ENV: 'production',
	API_URL: 'https://api.example.com',
	WEB_ORIGINS: 'https://app.example.com',
	SECRET_KEY: 'q7LhT2vXw9ZbN4mKr8JfC3sPy6GdUeAo',
	MAIL_VIA: 'smtp',
	SMTP_URL: 'smtp://127.0.0.1:9',
	MAIL_FROM: 'Postern <no-reply@example.com>',
	TRUSTED_PROXIES: '10.0.0.0/8',
};
const ONE_ORIGIN = { API_URL: 'https://example.com/api', WEB_ORIGINS: 'https://example.com' };
const CROSS = { CROSS_SITE: 'on', API_URL: 'https://api.other.example' };
const DEVELOPMENT = { NODE_ENV: 'development' };

/** What a start would say: what it refuses, or else what it warns of. */
function verdictsOf(environment: Environment): readonly string[] {
	const { config, refusals } = readConfig(environment);
	if (refusals.length > 0) return refusals.map((line) => `refused ${line.split(':')[0] ?? ''}`);
	return judgeDeployment(config).map(({ verdict, setting }) => `${verdict} ${setting}`);
}

type Row = readonly [what: string, changes: Environment, verdicts: readonly string[]];

const GOOD: readonly Row[] = [
	['two subdomains of one site', {}, []],
	['the bare domain and a subdomain', { WEB_ORIGINS: 'https://example.com' }, []],
	['two ports of one host', { WEB_ORIGINS: 'https://api.example.com:8443' }, []],
	[
		'several origins of one site',
		{ WEB_ORIGINS: 'https://a.example.com,https://b.example.com' },
		[],
	],
	[
		'subdomains below a suffix of two labels',
		{ API_URL: 'https://api.example.co.uk', WEB_ORIGINS: 'https://app.example.co.uk' },
		[],
	],
	['one origin, the API under a path', ONE_ORIGIN, []],
	['one origin, one process', { ...ONE_ORIGIN, WEB_DIR: '/srv/web' }, []],
	[
		'one origin on a tenant’s own host',
		{ API_URL: 'https://ada.github.io/api', WEB_ORIGINS: 'https://ada.github.io' },
		[],
	],
	['unrelated sites, and it is said', CROSS, []],
	[
		'tenants of one platform, and it is said',
		{ CROSS_SITE: 'on', API_URL: 'https://api.github.io', WEB_ORIGINS: 'https://app.github.io' },
		[],
	],
];

const WARNED: readonly Row[] = [
	['CROSS_SITE where nothing is', { CROSS_SITE: 'on' }, ['warning CROSS_SITE']],
	['no trusted proxy', { TRUSTED_PROXIES: '' }, ['warning TRUSTED_PROXIES']],
	[
		'an address in place of a name',
		{ API_URL: 'https://192.0.2.1/api', WEB_ORIGINS: 'https://192.0.2.1' },
		['warning API_URL', 'warning WEB_ORIGINS'],
	],
	[
		'this machine',
		{ API_URL: 'https://localhost:8000', WEB_ORIGINS: 'https://localhost:5173' },
		['warning API_URL', 'warning WEB_ORIGINS'],
	],
	[
		'a public suffix itself',
		{ API_URL: 'https://github.io/api', WEB_ORIGINS: 'https://github.io' },
		['warning API_URL', 'warning WEB_ORIGINS'],
	],
	['the reference in public', { API_DOCS: 'on' }, ['warning API_DOCS']],
	['development where others come', { NODE_ENV: 'development' }, ['warning NODE_ENV']],
];

const REFUSED: readonly Row[] = [
	['unrelated sites, and nothing is said', { API_URL: CROSS.API_URL }, ['refused WEB_ORIGINS']],
	[
		'one of two origins is another site',
		{ WEB_ORIGINS: 'https://app.example.com,https://example.net' },
		['refused WEB_ORIGINS'],
	],
	[
		'tenants of one platform',
		{ API_URL: 'https://api.github.io', WEB_ORIGINS: 'https://app.github.io' },
		['refused WEB_ORIGINS'],
	],
	[
		'a platform and its tenant',
		{ API_URL: 'https://github.io', WEB_ORIGINS: 'https://app.github.io' },
		['refused WEB_ORIGINS'],
	],
	[
		'two names below .co.uk',
		{ API_URL: 'https://api.co.uk', WEB_ORIGINS: 'https://app.co.uk' },
		['refused WEB_ORIGINS'],
	],
	[
		'two names below a top that nobody registered',
		{ API_URL: 'https://api.internal', WEB_ORIGINS: 'https://app.internal' },
		['refused WEB_ORIGINS'],
	],
	[
		'two addresses',
		{ API_URL: 'https://192.0.2.1', WEB_ORIGINS: 'https://192.0.2.2' },
		['refused WEB_ORIGINS'],
	],
	['http in production', { API_URL: 'http://api.example.com' }, ['refused API_URL']],
	[
		'an SPA on http in production',
		{ WEB_ORIGINS: 'http://app.example.com' },
		['refused WEB_ORIGINS'],
	],
	[
		'http in production, this machine too',
		{ API_URL: 'http://localhost:8000' },
		['refused API_URL'],
	],
	[
		'one origin without a path',
		{ ...ONE_ORIGIN, API_URL: 'https://example.com' },
		['refused API_URL'],
	],
	[
		'WEB_DIR at an origin that is not named',
		{ API_URL: 'https://api.example.com/api', WEB_DIR: '/srv/web' },
		['refused WEB_DIR'],
	],
	['links that lead elsewhere', { WEB_URL: 'https://other.example.com' }, ['refused WEB_URL']],
	['everybody is a trusted proxy', { TRUSTED_PROXIES: '0.0.0.0/0' }, ['refused TRUSTED_PROXIES']],
	[
		'half of everybody is',
		{ TRUSTED_PROXIES: '0.0.0.0/1,128.0.0.0/1' },
		['refused TRUSTED_PROXIES', 'refused TRUSTED_PROXIES'],
	],
	['all of IPv6 is', { TRUSTED_PROXIES: '2000::/3' }, ['refused TRUSTED_PROXIES']],
	['no secret', { SECRET_KEY: '' }, ['refused SECRET_KEY']],
	[
		'a sample for a secret',
		{ SECRET_KEY: 'change-me-change-me-change-me-change-me' },
		['refused SECRET_KEY'],
	],
	['everybody’s mail in public', { MAIL_VIA: 'mailbox' }, ['refused MAIL_VIA']],
	[
		'sessions that idle longer than they live',
		{ SESSION_IDLE_SECONDS: '3600', SESSION_ABSOLUTE_SECONDS: '60' },
		['refused SESSION_IDLE_SECONDS'],
	],
];

describe.each([
	['is accepted', GOOD],
	['is accepted with a warning', WARNED],
	['is refused', REFUSED],
])('%s:', (_how, rows) => {
	test.each(rows)('%s', (_what, changes, verdicts) => {
		expect(verdictsOf({ ...PRODUCTION, ...changes })).toEqual(verdicts);
	});
});

describe('on a laptop', () => {
	test.each<Row>([
		['what npm start uses', {}, []],
		[
			'one origin over http',
			{ API_URL: 'http://localhost:8000/api', WEB_ORIGINS: 'http://localhost:8000' },
			[],
		],
		[
			'a name and the address it stands for',
			{ WEB_ORIGINS: 'http://127.0.0.1:5173' },
			['refused WEB_ORIGINS'],
		],
		['http beside https', { WEB_ORIGINS: 'https://localhost:5173' }, ['refused WEB_ORIGINS']],
		[
			'None without Secure',
			{ CROSS_SITE: 'on', WEB_ORIGINS: 'http://127.0.0.1:5173' },
			['refused CROSS_SITE'],
		],
	])('%s', (_what, changes, verdicts) => {
		expect(verdictsOf({ ...DEVELOPMENT, ...changes })).toEqual(verdicts);
	});
});

test('a refusal says why, in terms of what was set', () => {
	const linesOf = (changes: Environment) => readConfig({ ...PRODUCTION, ...changes }).refusals;
	expect(
		linesOf({ API_URL: 'https://api.github.io', WEB_ORIGINS: 'https://app.github.io' }),
	).toEqual([
		'WEB_ORIGINS: https://app.github.io and https://api.github.io are unrelated sites to a browser (what is below github.io belongs to many), so the session cookie would not be sent; put both below one domain of yours, or set CROSS_SITE=on',
	]);
	expect(linesOf({ API_URL: CROSS.API_URL })[0]).toContain(
		'(https://example.com is not https://other.example)',
	);
	const mixed = { NODE_ENV: 'development', WEB_ORIGINS: 'http://app.example.com' };
	expect(linesOf(mixed)[0]).toContain('(http and https are different sites)');
});
