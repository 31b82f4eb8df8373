import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// V8 may learn from the first seconds that what a request allocates lives long, and put it into the old
// space from then on: many processes ended there, with pauses of 30 ms and a third less throughput
// (docs/decisions/0009-no-pretenuring.md).
setFlagsFromString('--no-allocation-site-pretenuring');

// The second start finds more than a thousand files compiled, which takes a third of its time away. They lie
// beside the dependencies: whoever may write there may change the code anyhow, which cannot be said of the
// folder for temporary files that Node would take. Where nothing may be written, each start compiles.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));

// Only what is loaded from here on is kept.
const { ConfigError, loadConfig } = await import('./config.ts');
const { runServer } = await import('./server.ts');

try {
	await runServer(loadConfig(process.env));
	// Not left to the end, of which a process that is killed has none.
	flushCompileCache();
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
