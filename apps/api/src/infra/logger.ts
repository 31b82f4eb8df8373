import { pino } from 'pino';
import { createLineWriter } from './line-writer.ts';

/** Members whose values must never be written down. */
const SECRET_NAMES = [
	'password',
	'passwordHash',
	'token',
	'tokenHash',
	'token_hash',
	'secret',
	'secretKey',
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
	const shape = {
		level,
		base: null,
		timestamp: createTimestamp(),
		formatters: { level: (label: string) => ({ level: label }) },
	};
	return {
		/** For everything: secrets are replaced wherever they stand. */
		logger: pino({ ...shape, redact: { paths: SECRETS, censor: '[redacted]' } }, lines),
		/** For the line of each request, whose few fields are none of them a secret: no search for one. */
		requestLogger: pino(shape, lines),
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
