import { generatePassword } from './features/passwords/index.ts';
import type { Services } from './services.ts';

/** Makes an account with a generated password; null when the address has one already. */
export async function createAccount(
	{ users, passwords }: Pick<Services, 'users' | 'passwords'>,
	email: string,
	options: { readonly isVerified?: boolean } = {},
): Promise<{ email: string; password: string } | null> {
	const user = await users.create(email, options);
	if (user === null) return null;
	const password = generatePassword();
	await passwords.set(user.id, password);
	return { email: user.email, password };
}
