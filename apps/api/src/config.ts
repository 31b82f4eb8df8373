import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { lineOf } from './deployment/finding.ts';
import { judgeDeployment } from './deployment/judge.ts';
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
	const { config, refusals } = readConfig(environment);
	if (refusals.length > 0) throw new ConfigError(refusals);
	return config;
}

/**
 * Reads the settings and says what is wrong with them, one line each. Where there are lines, the settings
 * are to be talked about and not to be used: a value that could not be read stands in as its default.
 */
export function readConfig(environment: Environment): {
	readonly config: Config;
	readonly refusals: readonly string[];
} {
	const reader = createReader(environment, (path) => readFileSync(path, 'utf8'));
	const config = parse(reader.read);
	const { mistakes } = reader;
	const judged = judgeDeployment(config).filter(({ verdict }) => verdict === 'refused');
	// The default that stands in is not a second mistake.
	const others = judged
		.map(lineOf)
		.filter((line) => !mistakes.some((known) => isOfOne(known, line)));
	return { config, refusals: [...mistakes, ...others] };
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
		pushStreamsMax: read(settings.PUSH_STREAMS_MAX),
		apiDocs: read(settings.API_DOCS) ?? !isProduction,
		logLevel: read(settings.LOG_LEVEL),
		...parseTelemetry(read),
	};
}

function parseWeb(read: Read) {
	const webOrigins = read(settings.WEB_ORIGINS);
	const webDir = read(settings.WEB_DIR);
	return {
		webOrigins,
		webUrl: read(settings.WEB_URL) ?? webOrigins[0] ?? '',
		webDir: webDir === null ? null : resolve(REPOSITORY, webDir),
		crossSite: read(settings.CROSS_SITE) ?? false,
	};
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
		tracesUrl: read(settings.OTEL_EXPORTER_OTLP_ENDPOINT),
		tracesShare: read(settings.OTEL_TRACES_SAMPLER_ARG),
	};
}
