import { pino, stdTimeFunctions } from 'pino';

/** What must never be written down, wherever in a line it stands. */
const SECRETS = [
	'password',
	'*.password',
	'token',
	'*.token',
	'code',
	'secret',
	'*.secret',
	'cookie',
	'*.cookie',
	'authorization',
	'*.authorization',
	'headers',
	'*.headers',
	'body',
	'*.body',
	'err.parameters',
	'err.detail',
];
const BUFFER_BYTES = 4096;
const FLUSH_MS = 500;

/** JSON lines on standard output, UTC, secrets replaced; written in blocks, off the request's path. */
export function createLogger(level: string) {
	const destination = pino.destination({ dest: 1, sync: false, minLength: BUFFER_BYTES });
	// A block that is not full is not kept from the reader for long.
	setInterval(() => {
		destination.flush();
	}, FLUSH_MS).unref();
	return pino(
		{
			level,
			base: null,
			timestamp: stdTimeFunctions.isoTime,
			formatters: { level: (label) => ({ level: label }) },
			redact: { paths: SECRETS, censor: '[redacted]' },
		},
		destination,
	);
}
