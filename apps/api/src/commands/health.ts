/**
 * `node src/commands/health.ts [live|ready]`: whether the API on this machine runs, or can serve. For
 * containers, which have no curl; ends with 0 for yes and 1 for no.
 */
import { loadConfig } from '../config.ts';

const PATIENCE_MS = 4000;

try {
	const { port } = loadConfig(process.env);
	const asked = process.argv[2] === 'ready' ? 'ready' : 'live';
	const { status } = await fetch(`http://localhost:${String(port)}/health/${asked}`, {
		signal: AbortSignal.timeout(PATIENCE_MS),
	});
	if (status !== 200) throw new Error(`/health/${asked} answers ${String(status)}`);
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
