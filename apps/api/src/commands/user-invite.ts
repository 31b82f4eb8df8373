/** `pnpm --filter api user:invite EMAIL [en|de]`: lets an address make an account, and mails it how. */
import { pino } from 'pino';
import { loadConfig } from '../config.ts';
import { normalizeEmail } from '../features/users/index.ts';
import { noMailer } from '../infra/mail/no-mailer.ts';
import { openStorage } from '../infra/open-storage.ts';
import { secretKeyOf } from '../infra/secret-key.ts';
import { createServices, HASH_COST } from '../services.ts';

try {
	process.exitCode = await invite(process.argv[2], process.argv[3]);
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}

async function invite(text: string | undefined, locale = 'en'): Promise<number> {
	const email = normalizeEmail(text ?? '');
	if (email === null || (locale !== 'en' && locale !== 'de')) {
		if (text !== undefined && email === null) {
			console.error(`${JSON.stringify(text)} is no e-mail address.`);
		}
		console.error('Usage: pnpm --filter api user:invite person@example.com [en|de]');
		return 2;
	}
	const config = loadConfig({ NODE_ENV: 'development', ...process.env });
	const storage = openStorage(config, (error) => {
		console.error(error.message);
	});
	try {
		await storage.migrate();
		const { users, invitations } = createServices({
			config: { ...config, secretKey: secretKeyOf(config) },
			storage,
			clock: Date.now,
			logger: pino({ enabled: false }),
			mailer: noMailer,
			hashCost: HASH_COST,
		});
		if ((await users.findByEmail(email)) !== null) {
			console.error(`${email} has an account already.`);
			return 1;
		}
		await invitations.invite(email, locale);
		console.log(`${email} is invited; the API will send the mail.`);
		if (config.signUp !== 'invited') {
			console.log(`SIGN_UP is ${config.signUp}: invitations count once it is "invited".`);
		}
		return 0;
	} finally {
		await storage.close();
	}
}
