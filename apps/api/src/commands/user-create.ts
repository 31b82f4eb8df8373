/** `pnpm --filter api user:create EMAIL`: makes an account and shows its password once. */
import { pino } from 'pino';
import { loadConfig } from '../config.ts';
import { createAccount } from '../create-account.ts';
import { normalizeEmail } from '../features/users/index.ts';
import { noMailer } from '../infra/mail/no-mailer.ts';
import { openStorage } from '../infra/open-storage.ts';
import { secretKeyOf } from '../infra/secret-key.ts';
import { createServices, HASH_COST } from '../services.ts';

try {
	process.exitCode = await createUser(process.argv[2]);
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}

async function createUser(text: string | undefined): Promise<number> {
	const email = normalizeEmail(text ?? '');
	if (email === null) {
		if (text !== undefined) console.error(`${JSON.stringify(text)} is no e-mail address.`);
		console.error('Usage: pnpm --filter api user:create person@example.com');
		return 2;
	}
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
		const account = await createAccount(services, email);
		if (account === null) {
			console.error(`${email} has an account already.`);
			return 1;
		}
		console.log(`e-mail    ${account.email}\npassword  ${account.password}`);
		return 0;
	} finally {
		await storage.close();
	}
}
