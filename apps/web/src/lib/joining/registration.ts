import * as api from '@postern/api-client';
import { auth } from '#lib/auth/index.ts';
import { createNote } from '#lib/auth/browser-memory.ts';
import { LinkSignIn } from '#lib/passwordless/link-sign-in.svelte.ts';
import { MailSignIn } from '#lib/passwordless/mail-sign-in.svelte.ts';
import { createRequestMemory } from '#lib/passwordless/request-memory.ts';

/** What somebody wants an account with. */
export interface Wish {
	readonly email: string;
	readonly name?: string;
	readonly password?: string;
}

export const registrationMemory = createRequestMemory(createNote('postern:registration'));

/** Kept for as long as this page lives, to ask once more with; in memory alone. */
let wish: Wish | null = null;

const transport = {
	resend: (authRequestId: string) => api.resendRegistrationEmail({ authRequestId }),
	find: (authRequestId: string) => api.getRegistration(authRequestId),
	verifyCode: (authRequestId: string, code: string) =>
		api.verifyRegistrationCode({ authRequestId, code }),
	verifyLink: (token: string, isConfirmed: boolean) =>
		api.verifyRegistrationLink(isConfirmed ? { token, confirmed: true } : { token }),
};

/**
 * Asks for a mail to make an account with. Answers alike whether or not there is an account.
 * @throws {Problem} invalid_request, mails_limited, sign_in_busy, …
 * @throws {Unreachable}
 */
export async function register(wanted: Wish, redirectTo: string | null) {
	const sent = await api.sendRegistrationEmail(
		redirectTo === null ? wanted : { ...wanted, redirectTo },
	);
	wish = wanted;
	registrationMemory.set(sent.authRequestId);
	return sent;
}

/** Leaves nothing of what was typed. */
export function forgetRegistration(): void {
	wish = null;
	registrationMemory.forget();
}

interface RegistrationOptions {
	/** Told where the registration leads, before anybody hears that it has happened. */
	readonly arrive: (redirectTo: string | null) => void;
}

/** @param onlost what was typed is gone, so that the form has to be filled in again for this address */
export function createMailRegistration({
	arrive,
	onlost,
}: RegistrationOptions & { readonly onlost: (email: string) => void }): MailSignIn {
	return new MailSignIn({
		...{ transport, auth, arrive },
		start: (email, redirectTo) => {
			if (wish?.email === email) return register(wish, redirectTo);
			onlost(email);
			return new Promise(() => undefined);
		},
		memory: registrationMemory,
		now: Date.now,
	});
}

export function createLinkRegistration({ arrive }: RegistrationOptions): LinkSignIn {
	return new LinkSignIn({ transport, auth, arrive, memory: registrationMemory });
}
