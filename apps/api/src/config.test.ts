import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';
import type { Environment } from './settings/reader.ts';

const KEY = 'q7LhT2vXw9ZbN4mKr8JfC3sPy6GdUeAo';
const production = {
	NODE_ENV: 'production',
	API_URL: 'https://api.example.com',
	WEB_ORIGINS: 'https://app.example.com',
	SECRET_KEY: KEY,
	MAIL_VIA: 'smtp',
	SMTP_URL: 'smtp://127.0.0.1:9',
	MAIL_FROM: 'Postern <no-reply@example.com>',
};

const folder = mkdtempSync(join(tmpdir(), 'postern-config-'));
afterAll(() => {
	rmSync(folder, { recursive: true });
});

function fileWith(name: string, text: string): string {
	const path = join(folder, name);
	writeFileSync(path, text);
	return path;
}

/** The lines an environment is refused with; none when it is accepted. */
function linesFor(environment: Environment): readonly string[] {
	try {
		loadConfig(environment);
		return [];
	} catch (error) {
		if (error instanceof ConfigError) return error.lines;
		throw error;
	}
}

const developing = (more: Environment) => linesFor({ NODE_ENV: 'development', ...more });
const producing = (more: Environment) => linesFor({ ...production, ...more });

test('development needs no setting at all', () => {
	expect(loadConfig({ NODE_ENV: 'development' })).toMatchObject({
		isProduction: false,
		apiUrl: 'http://localhost:8000',
		webOrigins: ['http://localhost:5173'],
		port: 8000,
		trustedProxies: [],
		databaseUrl: null,
		secretKey: null,
		apiDocs: true,
	});
});

test('an unset NODE_ENV is production, and an empty one too', () => {
	const { NODE_ENV: _unset, ...rest } = production;
	expect(loadConfig(rest)).toMatchObject({ isProduction: true, apiDocs: false });
	expect(loadConfig({ ...rest, NODE_ENV: '' }).isProduction).toBe(true);
	expect(linesFor({}).map((line) => line.split(':')[0])).toEqual([
		'API_URL',
		'WEB_ORIGINS',
		'SECRET_KEY',
		'MAIL_VIA',
		'MAIL_FROM',
	]);
});

test('production with everything it needs is accepted', () => {
	expect(producing({})).toEqual([]);
});

describe('one line names the variable and what it must be:', () => {
	test.each([
		['NODE_ENV', 'prod'],
		['NODE_ENV', 'Production'],
		['API_PORT', '80a'],
		['API_PORT', '-1'],
		['API_PORT', '65536'],
		['API_PORT', '8000.5'],
		['API_PORT', '0x50'],
		['API_PORT', '1e3'],
		['API_URL', 'localhost:8000'],
		['API_URL', 'http://localhost:8000/'],
		['API_URL', 'http://localhost:8000/api/'],
		['API_URL', 'http://localhost:8000//api'],
		['API_URL', 'http://localhost:8000/API'],
		['API_URL', 'http://localhost:8000/api?x'],
		['API_URL', 'http://localhost:8000/../api'],
		['CROSS_SITE', 'yes'],
		['API_URL', 'http://LOCALHOST:8000'],
		['API_URL', 'http://localhost:80'],
		['API_URL', 'ftp://localhost'],
		['API_URL', 'http://user:pass@localhost:8000'],
		['WEB_ORIGINS', '*'],
		['WEB_ORIGINS', ','],
		['WEB_ORIGINS', 'null'],
		['WEB_ORIGINS', 'https://*.example.com'],
		['WEB_ORIGINS', 'http://localhost:5173,*'],
		['WEB_ORIGINS', 'http://localhost:5173/'],
		['WEB_ORIGINS', 'http://localhost:5173 http://localhost:5174'],
		['TRUSTED_PROXIES', 'true'],
		['TRUSTED_PROXIES', '*'],
		['TRUSTED_PROXIES', 'loopback'],
		['TRUSTED_PROXIES', '10.0.0'],
		['TRUSTED_PROXIES', '999.0.0.1'],
		['TRUSTED_PROXIES', ':::'],
		['TRUSTED_PROXIES', '10.0.0.0/33'],
		['TRUSTED_PROXIES', '10.0.0.0/0'],
		['TRUSTED_PROXIES', '::/0'],
		['TRUSTED_PROXIES', 'fd00::/129'],
		['TRUSTED_PROXIES', '10.0.0.0/8/8'],
		['TRUSTED_PROXIES', '10.0.0.0/'],
		['TRUSTED_PROXIES', '10.0.0.1,nonsense'],
		['DATABASE_URL', 'mysql://localhost/postern'],
		['DATABASE_URL', 'postern.sqlite'],
		['DATABASE_CONNECTIONS_MAX', '1'],
		['REDIS_URL', 'localhost:6379'],
		['REDIS_URL', 'http://localhost:6379'],
		['REDIS_URL', 'redis://'],
		['REDIS_URL', 'redis://localhost/name'],
		['REDIS_URL', 'redis://localhost?tls=on'],
		['SECRET_KEY', 'short'],
		['SECRET_KEY_PREVIOUS', 'short'],
		['SECRET_KEY_PREVIOUS', `${KEY},short`],
		['SECRET_KEY_PREVIOUS', [1, 2, 3, 4].map((each) => `${KEY}${String(each)}`).join(',')],
		['STOP_DELAY_SECONDS', '61'],
		['SESSION_IDLE_SECONDS', '59'],
		['SESSION_IDLE_SECONDS', '7d'],
		['SESSION_ABSOLUTE_SECONDS', '99999999999'],
		['SESSIONS_PER_USER_MAX', '0'],
		['PASSWORD_HASHES_AT_ONCE', '0'],
		['PASSWORD_HASHES_WAITING_MAX', '1001'],
		['RATE_LIMIT_PER_MINUTE', '0'],
		['RATE_LIMIT_CREDENTIALS_PER_MINUTE', 'off'],
		['WEB_URL', 'http://localhost:5173/'],
		['WEB_URL', 'https://elsewhere.example.com'],
		['SIGN_UP', 'no'],
		['PASSWORDLESS_TYPE', 'link'],
		['SAME_BROWSER', 'true'],
		['AUTH_REQUEST_SECONDS', '601'],
		['CODE_TRIES_MAX', '6'],
		['GUESSES_PER_HOUR', '31'],
		['MAILS_PER_MINUTE', '0'],
		['MAILS_PER_HOUR', '0'],
		['RESEND_AFTER_SECONDS', '0'],
		['MAIL_VIA', 'sendmail'],
		['MAIL_FROM', 'Postern'],
		['MAIL_FROM', 'Postern <a@example.com>, <b@example.com>'],
		['MAIL_FROM', '"Postern\r\nBcc: x" <a@example.com>'],
		['SMTP_URL', 'localhost:25'],
		['SMTP_URL', 'http://localhost'],
		['SMTP_URL', 'smtp://localhost?tls=off'],
		['SMTP_URL', 'smtp://user@localhost'],
		['RESEND_API_KEY', 'two words'],
		['RESEND_URL', 'ftp://localhost'],
		['RESEND_URL', 'https://user:password@api.example.com'],
		['MAIL_CODE_IN_SUBJECT', '1'],
		['PRODUCT_COLOUR', 'red'],
		['PRODUCT_COLOUR', '#fff;background:url(x)'],
		['PRODUCT_LOGO_URL', 'javascript:alert(1)'],
		['SUPPORT_EMAIL', 'help@example.com?subject=x'],
		['API_DOCS', 'true'],
		['LOG_LEVEL', 'loud'],
	])('%s=%s', (name, value) => {
		const lines = linesFor({
			...(name === 'NODE_ENV' ? production : { NODE_ENV: 'development' }),
			[name]: value,
		});
		expect(lines).toHaveLength(1);
		expect(lines[0]).toMatch(new RegExp(`^${name}: \\S.{5,140}$`));
	});

	test('SESSION_IDLE_SECONDS longer than SESSION_ABSOLUTE_SECONDS', () => {
		const lines = developing({ SESSION_IDLE_SECONDS: '3600', SESSION_ABSOLUTE_SECONDS: '3599' });
		expect(lines).toEqual([
			'SESSION_IDLE_SECONDS: must not be longer than SESSION_ABSOLUTE_SECONDS',
		]);
	});
});

test('several mistakes are told at once, one line each', () => {
	const lines = developing({ API_PORT: 'x', WEB_ORIGINS: '*', LOG_LEVEL: 'loud', SECRET_KEY: 'a' });
	expect(lines.map((line) => line.split(':')[0])).toEqual([
		'API_PORT',
		'WEB_ORIGINS',
		'SECRET_KEY',
		'LOG_LEVEL',
	]);
});

describe('production refuses', () => {
	test.each([
		['API_URL', 'http://api.example.com'],
		['API_URL', 'http://localhost:8000'],
		['API_URL', undefined],
		['API_URL', 'nonsense'],
		['WEB_ORIGINS', 'http://app.example.com'],
		['WEB_ORIGINS', 'https://app.example.com,http://localhost:5173'],
		['WEB_ORIGINS', undefined],
		['WEB_ORIGINS', '*'],
		['SECRET_KEY', undefined],
		['SECRET_KEY', ''],
		['SECRET_KEY', '   '],
		['SECRET_KEY', 'q7LhT2vXw9ZbN4mKr8JfC3sPy6GdUeA'],
		['SECRET_KEY', 'change-me-change-me-change-me-change-me'],
		['SECRET_KEY', 'this-is-an-example-key-0123456789'],
		['SECRET_KEY', 'a'.repeat(64)],
		['SECRET_KEY', '1234567'.repeat(6)],
		['SECRET_KEY_PREVIOUS', KEY],
		['SECRET_KEY_PREVIOUS', 'a'.repeat(64)],
	])('%s=%s, with one line', (name, value) => {
		const lines = producing({ [name]: value });
		expect(lines).toHaveLength(1);
		expect(lines[0]).toMatch(new RegExp(`^${name}: `));
	});

	test('what would show everybody’s mail, or reach nobody', () => {
		expect(producing({ MAIL_VIA: 'mailbox' })).toEqual([
			'MAIL_VIA: mailbox shows everybody’s mail, and is refused in production',
		]);
		expect(producing({ MAIL_VIA: '' })).toEqual([
			'MAIL_VIA: is required in production: smtp or resend',
		]);
		expect(producing({ MAIL_FROM: '' })).toEqual([
			'MAIL_FROM: is required in production, like Postern <no-reply@example.com>',
		]);
	});

	test('each of several origins that are not https', () => {
		const lines = producing({ WEB_ORIGINS: 'http://a.example.com,http://b.example.com' });
		expect(lines).toHaveLength(2);
	});
});

test.each([
	['smtp', 'SMTP_URL'],
	['resend', 'RESEND_API_KEY'],
])('MAIL_VIA=%s asks for %s', (via, name) => {
	expect(developing({ MAIL_VIA: via })).toEqual([`${name}: is required by MAIL_VIA=${via}`]);
});

test('mail goes to the mailbox outside production, and links lead to the first origin', () => {
	expect(loadConfig({ NODE_ENV: 'development' })).toMatchObject({
		mailVia: 'mailbox',
		webUrl: 'http://localhost:5173',
		mailFrom: { name: 'Postern', address: 'no-reply@localhost.localdomain' },
	});
	const WEB_ORIGINS = 'http://localhost:1,http://localhost:2';
	const WEB_URL = 'http://localhost:2';
	expect(loadConfig({ NODE_ENV: 'test', WEB_ORIGINS, WEB_URL }).webUrl).toBe(WEB_URL);
});

test('several keys are good at once', () => {
	const previous = [`${KEY}1`, `${KEY}2`];
	const text = previous.join(', ');
	expect(loadConfig({ ...production, SECRET_KEY_PREVIOUS: text }).secretKeysPrevious).toEqual(
		previous,
	);
	expect(loadConfig(production).secretKeysPrevious).toEqual([]);
});

describe('a secret', () => {
	test('may stand in a file, whose outer space does not count', () => {
		const SECRET_KEY_FILE = fileWith('key', `${KEY}\n`);
		const DATABASE_URL_FILE = fileWith('url', 'postgres://u:p@localhost/postern\n');
		const { SECRET_KEY: _not, ...rest } = production;
		const config = loadConfig({ ...rest, SECRET_KEY_FILE, DATABASE_URL_FILE });
		expect(config.secretKey).toBe(KEY);
		expect(config.databaseUrl).toBe('postgres://u:p@localhost/postern');
	});

	test('in the environment goes before one in a file', () => {
		const SECRET_KEY_FILE = fileWith('other', 'x'.repeat(10));
		expect(loadConfig({ ...production, SECRET_KEY_FILE }).secretKey).toBe(KEY);
	});

	test('in a file that is not there is one mistake that names the file’s variable', () => {
		const { SECRET_KEY: _not, ...rest } = production;
		expect(linesFor({ ...rest, SECRET_KEY_FILE: join(folder, 'nowhere') })).toEqual([
			'SECRET_KEY: the file that SECRET_KEY_FILE names cannot be read',
		]);
	});

	test('in a file is judged as in the environment', () => {
		const { SECRET_KEY: _not, ...rest } = production;
		const lines = linesFor({ ...rest, SECRET_KEY_FILE: fileWith('short', 'tooshort') });
		expect(lines).toEqual(['SECRET_KEY: must be at least 32 characters']);
	});

	test('is the only kind of setting that is read from a file', () => {
		const API_PORT_FILE = fileWith('port', '9000');
		expect(loadConfig({ NODE_ENV: 'development', API_PORT_FILE }).port).toBe(8000);
	});

	test('is never repeated in the line that refuses it', () => {
		const told = linesFor({
			NODE_ENV: 'development',
			SECRET_KEY: 'hunter2',
			DATABASE_URL: 'mysql://root:hunter2@localhost/x',
			API_URL: 'https://root:hunter2@api.example.com',
			WEB_ORIGINS: 'https://root:hunter2@app.example.com',
		}).join('\n');
		expect(told).toContain('SECRET_KEY');
		expect(told).not.toContain('hunter2');
		const sample = 'my-password-is-hunter2-and-nothing-else';
		expect(developing({ SECRET_KEY: sample }).join('\n')).not.toContain('hunter2');
	});
});

test.each([
	'10.0.0.1',
	'10.0.0.0/8',
	'::1',
	'fd00::/8',
	'2001:db8::1/128',
	'10.0.0.1, 10.0.0.2 ,::1',
])('TRUSTED_PROXIES=%s is understood', (value) => {
	const { trustedProxies } = loadConfig({ NODE_ENV: 'development', TRUSTED_PROXIES: value });
	expect(trustedProxies).toEqual(value.split(',').map((item) => item.trim()));
});

test('DATA_DIR is relative to the top of the repository, wherever the process was started', () => {
	const here = process.cwd();
	try {
		process.chdir(tmpdir());
		const top = join(import.meta.dirname, '../../..');
		expect(loadConfig({ NODE_ENV: 'test', DATA_DIR: './data' }).dataDir).toBe(join(top, 'data'));
		expect(loadConfig({ NODE_ENV: 'test' }).dataDir).toBe(join(top, '.data'));
		expect(loadConfig({ NODE_ENV: 'test', DATA_DIR: folder }).dataDir).toBe(folder);
	} finally {
		process.chdir(here);
	}
});
