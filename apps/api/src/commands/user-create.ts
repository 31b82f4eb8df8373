/**
 * `pnpm --filter api user:create EMAIL [--verified]`: makes an account and shows its password once. With
 * --verified the operator vouches for the address; otherwise its person proves it with the first mail they answer.
 */
import { createAccount } from '../create-account.ts';
import { normalizeEmail } from '../features/users/index.ts';
import { withServices } from './with-services.ts';

try {
	process.exitCode = await createUser(process.argv[2], process.argv[3]);
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}

async function createUser(text: string | undefined, flag?: string): Promise<number> {
	const email = normalizeEmail(text ?? '');
	if (email === null || (flag !== undefined && flag !== '--verified')) {
		if (text !== undefined && email === null)
			console.error(`${JSON.stringify(text)} is no e-mail address.`);
		console.error('Usage: pnpm --filter api user:create person@example.com [--verified]');
		return 2;
	}
	return withServices(async (services) => {
		const account = await createAccount(services, email, {
			isVerified: flag === '--verified',
		});
		if (account === null) {
			console.error(`${email} has an account already.`);
			return 1;
		}
		console.log(`e-mail    ${account.email}\npassword  ${account.password}`);
		return 0;
	});
}
