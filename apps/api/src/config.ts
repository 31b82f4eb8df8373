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

function parse(read: ReturnType<typeof createReader>['read']) {
	const mode = read(settings.NODE_ENV);
	const isProduction = mode === 'production';
	return {
		mode,
		isProduction,
		host: read(settings.API_HOST),
		port: read(settings.API_PORT),
		apiUrl: read(settings.API_URL),
		webOrigins: read(settings.WEB_ORIGINS),
		trustedProxies: read(settings.TRUSTED_PROXIES),
		dataDir: resolve(REPOSITORY, read(settings.DATA_DIR)),
		databaseUrl: read(settings.DATABASE_URL),
		databaseConnectionsMax: read(settings.DATABASE_CONNECTIONS_MAX),
		secretKey: read(settings.SECRET_KEY),
		sessionIdleSeconds: read(settings.SESSION_IDLE_SECONDS),
		sessionAbsoluteSeconds: read(settings.SESSION_ABSOLUTE_SECONDS),
		sessionsPerUserMax: read(settings.SESSIONS_PER_USER_MAX),
		passwordHashesAtOnce: read(settings.PASSWORD_HASHES_AT_ONCE),
		passwordHashesWaitingMax: read(settings.PASSWORD_HASHES_WAITING_MAX),
		rateLimitPerMinute: read(settings.RATE_LIMIT_PER_MINUTE),
		rateLimitCredentialsPerMinute: read(settings.RATE_LIMIT_CREDENTIALS_PER_MINUTE),
		apiDocs: read(settings.API_DOCS) ?? !isProduction,
		logLevel: read(settings.LOG_LEVEL),
	};
}

function refusals(config: Config): string[] {
	const lines: string[] = [];
	if (config.sessionIdleSeconds > config.sessionAbsoluteSeconds) {
		lines.push('SESSION_IDLE_SECONDS: must not be longer than SESSION_ABSOLUTE_SECONDS');
	}
	if (!config.isProduction) return lines;
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
	return lines;
}
