/** `pnpm --filter api migrate`: brings the database up to date, as every start of the API does, and no more. */
import { loadConfig } from '../config.ts';
import { openStorage } from '../infra/open-storage.ts';

try {
	const config = loadConfig({ NODE_ENV: 'development', ...process.env });
	const storage = openStorage(config, (error) => {
		console.error(error.message);
	});
	try {
		await storage.migrate();
	} finally {
		await storage.close();
	}
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
