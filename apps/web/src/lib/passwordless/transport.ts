import * as api from '@postern/api-client';
import type { AuthRequest, PasswordlessEmailSent, SignedInByMail } from '@postern/api-client';

/** The operations this needs of the API. Each throws a Problem, or Unreachable when there is no answer. */
export interface PasswordlessTransport {
	send(email: string, redirectTo: string | null): Promise<PasswordlessEmailSent>;
	resend(authRequestId: string): Promise<PasswordlessEmailSent>;
	find(authRequestId: string): Promise<AuthRequest>;
	verifyCode(authRequestId: string, code: string): Promise<SignedInByMail>;
	verifyLink(token: string, isConfirmed: boolean): Promise<SignedInByMail>;
}

export const transport: PasswordlessTransport = {
	send: (email, redirectTo) =>
		api.sendPasswordlessEmail(redirectTo === null ? { email } : { email, redirectTo }),
	resend: (authRequestId) => api.resendPasswordlessEmail({ authRequestId }),
	find: (authRequestId) => api.getAuthRequest(authRequestId),
	verifyCode: (authRequestId, code) => api.verifyPasswordlessCode({ authRequestId, code }),
	verifyLink: (token, isConfirmed) =>
		api.verifyPasswordlessLink(isConfirmed ? { token, confirmed: true } : { token }),
};
