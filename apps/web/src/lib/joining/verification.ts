import * as api from '@postern/api-client';
import { auth, withSession } from '#lib/auth/index.ts';
import { createNote } from '#lib/auth/browser-memory.ts';
import { MailSignIn } from '#lib/passwordless/mail-sign-in.svelte.ts';
import { createRequestMemory } from '#lib/passwordless/request-memory.ts';

export const VERIFICATION_PAGE = '/settings/verification';

export const verificationMemory = createRequestMemory(createNote('postern:verification'));

/**
 * Asks for a mail to verify the address of the account with.
 * @throws {Problem} email_verified_already, mails_limited, …
 * @throws {Unreachable | SessionLost}
 */
export async function startVerification() {
	const sent = await withSession(() => api.sendVerificationEmail());
	verificationMemory.set(sent.authRequestId);
	return sent;
}

/** The way from the mail to the verified address, in the app. */
export function createVerification(): MailSignIn {
	return new MailSignIn({
		transport: {
			resend: (authRequestId) => withSession(() => api.resendVerificationEmail({ authRequestId })),
			find: (authRequestId) => withSession(() => api.getVerification(authRequestId)),
			verifyCode: (authRequestId, code) =>
				withSession(() => api.verifyEmailCode({ authRequestId, code })),
		},
		...{ auth, arrive: () => undefined },
		start: startVerification,
		memory: verificationMemory,
		now: Date.now,
	});
}
