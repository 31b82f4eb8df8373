import {
	address,
	addressRange,
	colour,
	emailAddress,
	httpUrl,
	integer,
	knownSecret,
	list,
	mailbox,
	oneOf,
	onOff,
	optional,
	origin,
	postgresUrl,
	redisUrl,
	secret,
	smtpUrl,
	someOf,
	ratio,
	text,
	token,
	upTo,
} from './parsers.ts';
import type { Setting } from './reader.ts';

const MINUTE_SECONDS = 60;
const YEAR_SECONDS = 365 * 24 * 60 * MINUTE_SECONDS;

/** Every setting, in the order of `.env.example`. */
export const settings = {
	NODE_ENV: define('NODE_ENV', 'production', oneOf('production', 'development', 'test'), {
		help: 'development allows http:// addresses, shows the reference and makes a demo account.',
	}),
	API_HOST: define('API_HOST', '127.0.0.1', text, {
		help: 'The address the API listens on; 0.0.0.0 or :: in a container.',
	}),
	API_PORT: define('API_PORT', '8000', integer(0, 65_535), {
		help: 'The port the API listens on; 0 for any free one.',
	}),
	API_URL: define('API_URL', 'http://localhost:8000', address, {
		help: 'How browsers reach the API; with a path (https://example.com/api) where the SPA has the same origin. It decides the name and the safety of the session cookie.',
	}),
	WEB_ORIGINS: define('WEB_ORIGINS', 'http://localhost:5173', someOf(origin), {
		help: 'The origins that may call the API from a browser, between commas; compared exactly.',
	}),
	WEB_URL: define('WEB_URL', '', optional(origin), {
		help: 'Where links in mails lead: one of WEB_ORIGINS; unset means the first of them.',
	}),
	WEB_DIR: define('WEB_DIR', '', optional(text), {
		help: 'The folder of the built SPA, to serve it beside the API; it then needs an API_URL with a path. Unset serves none.',
	}),
	CROSS_SITE: define('CROSS_SITE', 'off', onOff, {
		help: 'on: the SPA and the API may be unrelated sites. Cookies become SameSite=None, which some browsers do not keep.',
	}),
	STOP_DELAY_SECONDS: define('STOP_DELAY_SECONDS', '0', integer(0, 60), {
		help: 'How long requests are still taken after SIGTERM, while /health/ready says no: as long as a load balancer needs to notice.',
	}),
	TRUSTED_PROXIES: define('TRUSTED_PROXIES', '', list(addressRange), {
		help: 'Proxies whose X-Forwarded-For is believed: addresses or ranges, between commas.',
	}),
	DATA_DIR: define('DATA_DIR', '.data', text, {
		help: 'The folder of the SQLite file; a relative one starts at the top of the repository.',
	}),
	DATABASE_URL: define('DATABASE_URL', '', postgresUrl, {
		help: 'postgres://user:password@host:5432/name; empty for SQLite.',
		isSecret: true,
	}),
	DATABASE_CONNECTIONS_MAX: define('DATABASE_CONNECTIONS_MAX', '10', integer(2, 200), {
		help: 'Connections to Postgres that one process may hold.',
	}),
	REDIS_URL: define('REDIS_URL', '', redisUrl, {
		help: 'redis://user:password@host:6379/0, or rediss:// with TLS: Redis 7 or Valkey, for limits that many processes share; empty for none.',
		isSecret: true,
	}),
	SECRET_KEY: define('SECRET_KEY', '', secret, {
		help: 'Keys what is hashed at rest. Required in production: openssl rand -base64 32',
		isSecret: true,
	}),
	SECRET_KEY_PREVIOUS: define('SECRET_KEY_PREVIOUS', '', upTo(3, list(knownSecret)), {
		help: 'Other keys that are good beside SECRET_KEY while it is being replaced, between commas; see docs/operations.md.',
		isSecret: true,
	}),
	SESSION_IDLE_SECONDS: define('SESSION_IDLE_SECONDS', '604800', integer(60, YEAR_SECONDS), {
		help: 'A session ends when it was not used for so long (7 days).',
	}),
	SESSION_ABSOLUTE_SECONDS: define(
		'SESSION_ABSOLUTE_SECONDS',
		'2592000',
		integer(60, YEAR_SECONDS),
		{
			help: 'A session ends so long after signing in, used or not (30 days).',
		},
	),
	SESSIONS_PER_USER_MAX: define('SESSIONS_PER_USER_MAX', '50', integer(1, 1000), {
		help: 'Live sessions one account may have; the oldest ends first.',
	}),
	STEP_UP_SECONDS: define('STEP_UP_SECONDS', '600', integer(60, 3600), {
		help: 'How long after signing in the changes that matter most need no new sign-in (10 minutes).',
	}),
	TRAIL_DAYS: define('TRAIL_DAYS', '400', integer(30, 3650), {
		help: 'How many days security events are kept.',
	}),
	PLACE_DATABASE: define('PLACE_DATABASE', '', optional(text), {
		help: 'A file with places of addresses in MaxMind format (.mmdb, like GeoLite2-City): shown beside sessions and activity. Unset shows none.',
	}),
	DELETION_DAYS: define('DELETION_DAYS', '14', integer(1, 90), {
		help: 'How many days after it was asked for an account is deleted; signing in before undoes it.',
	}),
	SIGN_UP: define('SIGN_UP', 'open', oneOf('open', 'closed', 'invited'), {
		help: 'Who gets an account with the first sign-in by mail: everybody, nobody, or who was invited.',
	}),
	UNVERIFIED_MAY: define('UNVERIFIED_MAY', 'everything', oneOf('everything', 'account'), {
		help: 'What a person reaches before their address is verified: everything, or only their account.',
	}),
	PASSWORDLESS_TYPE: define('PASSWORDLESS_TYPE', 'LINK_CODE', oneOf('LINK_CODE', 'LINK', 'CODE'), {
		help: 'What the sign-in mail carries: LINK_CODE, LINK or CODE.',
	}),
	SAME_BROWSER: define('SAME_BROWSER', 'on', onOff, {
		help: 'on: a link signs in only the browser that asked. off: in another one, a press of a button does it.',
	}),
	AUTH_REQUEST_SECONDS: define('AUTH_REQUEST_SECONDS', '600', integer(60, 600), {
		help: 'How long a link and a code are good for.',
	}),
	CODE_TRIES_MAX: define('CODE_TRIES_MAX', '5', integer(1, 5), {
		help: 'Wrong codes until an auth request takes no more.',
	}),
	GUESSES_PER_HOUR: define('GUESSES_PER_HOUR', '30', integer(1, 30), {
		help: 'Codes and wrong passwords compared in an hour for one account; a browser that it knows has as many of its own.',
	}),
	MAILS_PER_MINUTE: define('MAILS_PER_MINUTE', '2', integer(1, 100), {
		help: 'Sign-in mails a minute to one address.',
	}),
	MAILS_PER_HOUR: define('MAILS_PER_HOUR', '10', integer(1, 1000), {
		help: 'Sign-in mails an hour to one address.',
	}),
	RESEND_AFTER_SECONDS: define('RESEND_AFTER_SECONDS', '60', integer(1, 600), {
		help: 'How long after a mail another one is offered.',
	}),
	MAIL_VIA: define('MAIL_VIA', '', oneOf('mailbox', 'smtp', 'resend', ''), {
		help: 'How mail leaves: smtp, resend, or mailbox, which only shows it at /dev/mailbox (the default outside production, and refused there).',
	}),
	MAIL_FROM: define('MAIL_FROM', 'Postern <no-reply@localhost.localdomain>', mailbox, {
		help: 'The sender, like Postern <no-reply@example.com>. Its domain is the one in Message-ID.',
	}),
	SMTP_URL: define('SMTP_URL', '', smtpUrl, {
		help: 'smtps://user:password@host:465, or smtp://…:587 with STARTTLS where the server offers it.',
		isSecret: true,
	}),
	RESEND_API_KEY: define('RESEND_API_KEY', '', token, {
		help: 'The key of the Resend API.',
		isSecret: true,
	}),
	RESEND_URL: define('RESEND_URL', 'https://api.resend.com', httpUrl, {
		help: 'Where the Resend API is, or one that speaks like it.',
	}),
	MAIL_CODE_IN_SUBJECT: define('MAIL_CODE_IN_SUBJECT', 'off', onOff, {
		help: 'on puts the code into the subject: readable in the list, and on a locked screen.',
	}),
	PRODUCT_NAME: define('PRODUCT_NAME', 'Postern', text, {
		help: 'What mails call the product.',
	}),
	PRODUCT_COLOUR: define('PRODUCT_COLOUR', '#4f46e5', colour, {
		help: 'The colour of buttons in mails, as #rrggbb.',
	}),
	PRODUCT_LOGO_URL: define('PRODUCT_LOGO_URL', '', optional(httpUrl), {
		help: 'A picture at the top of mails; unset for the name alone.',
	}),
	SUPPORT_EMAIL: define('SUPPORT_EMAIL', '', optional(emailAddress), {
		help: 'Whom mails name for help.',
	}),
	PASSWORD_HASHES_AT_ONCE: define('PASSWORD_HASHES_AT_ONCE', '2', integer(1, 4), {
		help: 'Passwords hashed at the same time; each takes a core and 19 MiB.',
	}),
	PASSWORD_HASHES_WAITING_MAX: define('PASSWORD_HASHES_WAITING_MAX', '32', integer(0, 1000), {
		help: 'Passwords waiting to be hashed before the API answers 503.',
	}),
	RATE_LIMIT_PER_MINUTE: define('RATE_LIMIT_PER_MINUTE', '600', integer(1, 1_000_000_000), {
		help: 'Requests a minute from one client address (IPv6: one /64).',
	}),
	RATE_LIMIT_CREDENTIALS_PER_MINUTE: define(
		'RATE_LIMIT_CREDENTIALS_PER_MINUTE',
		'60',
		integer(1, 1_000_000_000),
		{ help: 'The same for routes that take a password, a code or a link.' },
	),
	PUSH_STREAMS_MAX: define('PUSH_STREAMS_MAX', '5000', integer(0, 1_000_000), {
		help: 'Open pages that one process tells at once when their session ends; the others ask every 20 s.',
	}),
	API_DOCS: define('API_DOCS', '', onOff, {
		help: 'on shows /docs and /openapi.json; unset means on outside production.',
	}),
	LOG_LEVEL: define(
		'LOG_LEVEL',
		'info',
		oneOf('silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'),
		{ help: 'How much is logged.' },
	),
	METRICS_PORT: define('METRICS_PORT', '', optional(integer(0, 65_535)), {
		help: 'The port that shows /metrics for Prometheus, away from the API’s own; unset counts nothing.',
	}),
	METRICS_HOST: define('METRICS_HOST', '127.0.0.1', text, {
		help: 'The address that port listens on; 0.0.0.0 or :: in a container. It must not be reachable from outside.',
	}),
	OTEL_EXPORTER_OTLP_ENDPOINT: define('OTEL_EXPORTER_OTLP_ENDPOINT', '', optional(httpUrl), {
		help: 'Where an OpenTelemetry collector takes traces over HTTP, like http://127.0.0.1:4318; unset traces nothing.',
	}),
	OTEL_TRACES_SAMPLER_ARG: define('OTEL_TRACES_SAMPLER_ARG', '1', ratio, {
		help: 'The share of requests that is traced, from 0 to 1, where no trusted proxy has decided.',
	}),
} as const;

function define<T>(
	name: string,
	fallback: string,
	parse: (text: string) => T,
	more: { help: string; isSecret?: boolean },
): Setting<T> {
	return { name, fallback, parse, ...more };
}
