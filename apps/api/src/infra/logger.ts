import { pino } from 'pino';
import type { RequestLog } from '../ports/request-log.ts';
import { createLineWriter } from './line-writer.ts';
import { createRequestLines } from './request-lines.ts';

/** Members whose values must never be written down. */
const SECRET_NAMES = [
	'password',
	'passwordHash',
	'token',
	'tokenHash',
	'token_hash',
	'secret',
	'secretKey',
	'secretKeysPrevious',
	'databaseUrl',
	'cookie',
	'set-cookie',
	'authorization',
	'headers',
	'body',
	'parameters',
	'detail',
];
const DEPTH_MAX = 4;

/** Each of the names, this deep and less; beyond the depth nothing is logged on purpose. */
const SECRETS = Array.from({ length: DEPTH_MAX + 1 }, (_, depth) =>
	SECRET_NAMES.map((name) => `${'*.'.repeat(depth)}["${name}"]`.replace('.[', '[')),
).flat();
const STANDARD_OUTPUT = 1;

/** JSON lines on standard output, in UTC, written in blocks off the request's path. */
export function createLoggers(level: string) {
	const lines = createLineWriter(STANDARD_OUTPUT);
	const timestamp = createTimestamp();
	const logger = pino(
		{
			...{ level, base: null, timestamp },
			formatters: { level: (label: string) => ({ level: label }) },
			redact: { paths: SECRETS, censor: '[redacted]' },
		},
		lines,
	);
	const silent: RequestLog = { info: () => undefined };
	return {
		/** For everything: secrets are replaced wherever they stand. */
		logger,
		/** For the line of each request, whose few fields are none of them a secret: no search for one. */
		requestLogger: logger.isLevelEnabled('info')
			? createRequestLines({ write: lines.write, timestamp })
			: silent,
		/** Writes what waits; for the end of the process. */
		flush: lines.flush,
	};
}

/** The time in ISO 8601, written out once a millisecond. */
function createTimestamp(): () => string {
	let last = 0;
	let text = '';
	return () => {
		const now = Date.now();
		if (now !== last) {
			last = now;
			text = `,"time":"${new Date(now).toISOString()}"`;
		}
		return text;
	};
}
