/** `pnpm --filter api user:create EMAIL`: makes an account and shows its password once. */
import { createAccount } from '../create-account.ts';
import { normalizeEmail } from '../features/users/index.ts';
import { withServices } from './with-services.ts';

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
	return withServices(async (services) => {
		const account = await createAccount(services, email);
		if (account === null) {
			console.error(`${email} has an account already.`);
			return 1;
		}
		console.log(`e-mail    ${account.email}\npassword  ${account.password}`);
		return 0;
	});
}
