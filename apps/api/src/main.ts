import { ConfigError, loadConfig } from './config.ts';
import { runServer } from './server.ts';

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
	return `The API could not start: ${error.message || error.name}`;
}
