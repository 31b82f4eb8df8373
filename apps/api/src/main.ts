import { setFlagsFromString } from 'node:v8';
import { ConfigError, loadConfig } from './config.ts';
import { runServer } from './server.ts';

// V8 may learn from the first seconds that what a request allocates lives long, and put it into the old
// space from then on: many processes ended there, with pauses of 30 ms and a third less throughput
// (docs/decisions/0009-no-pretenuring.md).
setFlagsFromString('--no-allocation-site-pretenuring');

try {
	await runServer(loadConfig(process.env));
} catch (error) {
	const lines = error instanceof ConfigError ? error.lines : [explain(error)];
	for (const line of lines) console.error(line);
	process.exit(1);
}

function explain(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	if ('code' in error && error.code === 'EADDRINUSE') {
		return `API_PORT: ${error.message.replace('listen EADDRINUSE: ', '')}; stop what listens there or choose another port`;
	}
	// A line that begins with the name of a setting says already what to look at.
	if (/^[A-Z_]+: /.test(error.message)) return error.message;
	return `The API could not start: ${error.message || error.name}`;
}
