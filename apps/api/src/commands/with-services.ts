import { pino } from 'pino';
import { type Config, loadConfig } from '../config.ts';
import { noMailer } from '../infra/mail/no-mailer.ts';
import { openStorage } from '../infra/open-storage.ts';
import { secretKeyOf } from '../infra/secret-key.ts';
import { createServices, HASH_COST, type Services } from '../services.ts';

/** Runs a command's work on the database the settings name, brought up to date, and closes it afterwards. */
export async function withServices<T>(
	work: (services: Services, config: Config) => Promise<T>,
): Promise<T> {
	const config = loadConfig({ NODE_ENV: 'development', ...process.env });
	const storage = openStorage(config, (error) => {
		console.error(error.message);
	});
	try {
		await storage.migrate();
		const services = createServices({
			config: { ...config, secretKey: secretKeyOf(config) },
			storage,
			clock: Date.now,
			logger: pino({ enabled: false }),
			mailer: noMailer,
			hashCost: HASH_COST,
		});
		return await work(services, config);
	} finally {
		await storage.close();
	}
}
