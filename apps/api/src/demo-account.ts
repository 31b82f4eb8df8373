import { createAccount } from './create-account.ts';
import type { Services } from './services.ts';

const DEMO_EMAIL = 'demo@example.com';

/** On an empty database in development: one account to try the product with, shown once. */
export async function createDemoAccount(
	services: Pick<Services, 'users' | 'passwords'>,
): Promise<void> {
	if (!(await services.users.isEmpty())) return;
	const account = await createAccount(services, DEMO_EMAIL, { isVerified: true });
	if (account === null) return;
	console.log('\nA demo account was made. Sign in with\n');
	console.log(`  e-mail    ${account.email}\n  password  ${account.password}\n`);
	console.log('The password is not stored in clear and not shown again.\n');
}
