/** `pnpm --filter api user:invite EMAIL [en|de]`: lets an address make an account, and mails it how. */
import { normalizeEmail } from '../features/users/index.ts';
import { withServices } from './with-services.ts';

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
	return withServices(async ({ users, invitations }, { signUp }) => {
		if ((await users.findByEmail(email)) !== null) {
			console.error(`${email} has an account already.`);
			return 1;
		}
		await invitations.invite(email, locale);
		console.log(`${email} is invited; the API will send the mail.`);
		if (signUp !== 'invited') {
			console.log(`SIGN_UP is ${signUp}: invitations count once it is "invited".`);
		}
		return 0;
	});
}
