import type { PasswordlessEmailSent } from '@postern/api-client';
import type { RequestMemory } from './request-memory.ts';
import type { PasswordlessTransport } from './transport.ts';

/**
 * Asks for a mail to sign in with and remembers the auth request. Answers alike whether or not there is an
 * account.
 * @throws {Problem} mails_limited, rate_limited, invalid_request, …
 * @throws {Unreachable}
 */
export type StartByMail = (
	email: string,
	redirectTo: string | null,
) => Promise<PasswordlessEmailSent>;

interface StartDeps {
	readonly transport: Pick<PasswordlessTransport, 'send'>;
	readonly memory: Pick<RequestMemory, 'set'>;
}

export function createStartByMail({ transport, memory }: StartDeps): StartByMail {
	return async (email, redirectTo) => {
		const sent = await transport.send(email, redirectTo);
		memory.set(sent.authRequestId);
		return sent;
	};
}
