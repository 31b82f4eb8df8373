import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createReader, type Environment } from './settings/reader.ts';
import { settings } from './settings/settings.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');

/** Everything that can be set, parsed once at start. */
export type Config = ReturnType<typeof parse>;

/** One line for each mistake; every line begins with the variable's name. */
export class ConfigError extends Error {
	override readonly name = 'ConfigError';
	readonly lines: readonly string[];
	constructor(lines: readonly string[]) {
		super(lines.join('\n'));
		this.lines = lines;
	}
}

/**
 * Reads the settings from an environment. An unset `NODE_ENV` is production: safety is not something
 * to forget.
 * @throws {ConfigError} naming every variable that is wrong or missing.
 */
export function loadConfig(environment: Environment): Config {
	const reader = createReader(environment, (path) => readFileSync(path, 'utf8'));
	const config = parse(reader.read);
	const { mistakes } = reader;
	// A value that could not be read stands in as its default; the default is not a second mistake.
	const others = refusals(config).filter((line) => !mistakes.some((known) => isOfOne(known, line)));
	const lines = [...mistakes, ...others];
	if (lines.length > 0) throw new ConfigError(lines);
	return config;
}

function isOfOne(line: string, other: string): boolean {
	return other.startsWith(line.slice(0, line.indexOf(':') + 1));
}

type Read = ReturnType<typeof createReader>['read'];

function parse(read: Read) {
	const mode = read(settings.NODE_ENV);
	const isProduction = mode === 'production';
	return {
		mode,
		isProduction,
		host: read(settings.API_HOST),
		port: read(settings.API_PORT),
		apiUrl: read(settings.API_URL),
		stopDelaySeconds: read(settings.STOP_DELAY_SECONDS),
		...parseWeb(read),
		trustedProxies: read(settings.TRUSTED_PROXIES),
		dataDir: resolve(REPOSITORY, read(settings.DATA_DIR)),
		databaseUrl: read(settings.DATABASE_URL),
		databaseConnectionsMax: read(settings.DATABASE_CONNECTIONS_MAX),
		redisUrl: read(settings.REDIS_URL),
		secretKey: read(settings.SECRET_KEY),
		secretKeysPrevious: read(settings.SECRET_KEY_PREVIOUS),
		sessionIdleSeconds: read(settings.SESSION_IDLE_SECONDS),
		sessionAbsoluteSeconds: read(settings.SESSION_ABSOLUTE_SECONDS),
		sessionsPerUserMax: read(settings.SESSIONS_PER_USER_MAX),
		stepUpSeconds: read(settings.STEP_UP_SECONDS),
		trailDays: read(settings.TRAIL_DAYS),
		placeDatabase: read(settings.PLACE_DATABASE),
		deletionDays: read(settings.DELETION_DAYS),
		...parsePasswordless(read),
		...parseMail(read, isProduction),
		passwordHashesAtOnce: read(settings.PASSWORD_HASHES_AT_ONCE),
		passwordHashesWaitingMax: read(settings.PASSWORD_HASHES_WAITING_MAX),
		rateLimitPerMinute: read(settings.RATE_LIMIT_PER_MINUTE),
		rateLimitCredentialsPerMinute: read(settings.RATE_LIMIT_CREDENTIALS_PER_MINUTE),
		apiDocs: read(settings.API_DOCS) ?? !isProduction,
		logLevel: read(settings.LOG_LEVEL),
		...parseTelemetry(read),
	};
}

function parseWeb(read: Read) {
	const webOrigins = read(settings.WEB_ORIGINS);
	return { webOrigins, webUrl: read(settings.WEB_URL) ?? webOrigins[0] ?? '' };
}

function parsePasswordless(read: Read) {
	return {
		signUp: read(settings.SIGN_UP),
		unverifiedMay: read(settings.UNVERIFIED_MAY),
		passwordlessType: read(settings.PASSWORDLESS_TYPE),
		isSameBrowser: read(settings.SAME_BROWSER) ?? true,
		authRequestSeconds: read(settings.AUTH_REQUEST_SECONDS),
		codeTriesMax: read(settings.CODE_TRIES_MAX),
		guessesPerHour: read(settings.GUESSES_PER_HOUR),
		mailsPerMinute: read(settings.MAILS_PER_MINUTE),
		mailsPerHour: read(settings.MAILS_PER_HOUR),
		resendAfterSeconds: read(settings.RESEND_AFTER_SECONDS),
	};
}

function parseMail(read: Read, isProduction: boolean) {
	return {
		mailVia: read(settings.MAIL_VIA) || (isProduction ? null : ('mailbox' as const)),
		mailFrom: read(settings.MAIL_FROM),
		smtpUrl: read(settings.SMTP_URL),
		resendApiKey: read(settings.RESEND_API_KEY),
		resendUrl: read(settings.RESEND_URL),
		isCodeInSubject: read(settings.MAIL_CODE_IN_SUBJECT) ?? false,
		productName: read(settings.PRODUCT_NAME),
		productColour: read(settings.PRODUCT_COLOUR),
		productLogoUrl: read(settings.PRODUCT_LOGO_URL),
		supportEmail: read(settings.SUPPORT_EMAIL),
	};
}

function parseTelemetry(read: Read) {
	return {
		metricsPort: read(settings.METRICS_PORT),
		metricsHost: read(settings.METRICS_HOST),
	};
}

function refusals(config: Config): string[] {
	const lines: string[] = [];
	if (!config.webOrigins.includes(config.webUrl)) {
		lines.push('WEB_URL: must be one of WEB_ORIGINS');
	}
	if (config.sessionIdleSeconds > config.sessionAbsoluteSeconds) {
		lines.push('SESSION_IDLE_SECONDS: must not be longer than SESSION_ABSOLUTE_SECONDS');
	}
	if (config.secretKeysPrevious.some((each) => each === config.secretKey)) {
		lines.push(
			'SECRET_KEY_PREVIOUS: names the key that SECRET_KEY is; one of them must be another',
		);
	}
	if (config.metricsPort === config.port && config.port !== 0) {
		lines.push('METRICS_PORT: must not be API_PORT, which the world can reach');
	}
	if (!config.isProduction) return [...lines, ...mailRefusals(config)];
	if (config.apiUrl.startsWith('http:')) {
		lines.push(
			'API_URL: must begin with https:// in production (set NODE_ENV=development on a laptop)',
		);
	}
	for (const origin of config.webOrigins.filter((each) => each.startsWith('http:'))) {
		lines.push(`WEB_ORIGINS: ${origin} must begin with https:// in production`);
	}
	if (config.secretKey === null) {
		lines.push('SECRET_KEY: is required in production; make one with `openssl rand -base64 32`');
	}
	return [...lines, ...mailRefusals(config)];
}

function mailRefusals({
	mailVia,
	isProduction,
	smtpUrl,
	resendApiKey,
	mailFrom,
}: Config): string[] {
	const lines: string[] = [];
	if (mailVia === 'smtp' && smtpUrl === null) lines.push('SMTP_URL: is required by MAIL_VIA=smtp');
	if (mailVia === 'resend' && resendApiKey === null) {
		lines.push('RESEND_API_KEY: is required by MAIL_VIA=resend');
	}
	if (!isProduction) return lines;
	if (mailVia === null) lines.push('MAIL_VIA: is required in production: smtp or resend');
	if (mailVia === 'mailbox') {
		lines.push('MAIL_VIA: mailbox shows everybody’s mail, and is refused in production');
	}
	if (mailFrom.address.endsWith('.localdomain')) {
		lines.push('MAIL_FROM: is required in production, like Postern <no-reply@example.com>');
	}
	return lines;
}
