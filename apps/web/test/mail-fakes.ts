import {
	Problem,
	type AuthRequest,
	type PasswordlessEmailSent,
	type SignedInByMail,
} from '@postern/api-client';
import type { RequestMemory } from '../src/lib/passwordless/request-memory.ts';
import { ada, Calls } from './fakes.ts';

export const pending: AuthRequest = {
	authRequestId: 'request-1',
	status: 'pending',
	email: ada.email,
	passwordlessType: 'LINK_CODE',
	expiresIn: 600,
	resendAfter: 60,
	triesLeft: 5,
};

export const proof: SignedInByMail = { userId: ada.id, email: ada.email, redirectTo: '/todos' };

export function sentAs(authRequestId: string): PasswordlessEmailSent {
	return { authRequestId, passwordlessType: 'LINK_CODE', expiresIn: 600, resendAfter: 60 };
}

/** A problem as the API sends it. */
export function problem(code: string, more: Partial<Problem> = {}): Problem {
	return new Problem({ status: 400, code, title: 'For logs.', ...more });
}

/** The id that a browser remembers. */
export function fakeMemory(id: string | null): RequestMemory & { id: string | null } {
	return {
		id,
		get() {
			return this.id;
		},
		set(authRequestId) {
			this.id = authRequestId;
		},
		forget() {
			this.id = null;
		},
	};
}

/** The operations of a sign-in by mail, answered by hand, with what each was called with. */
export function fakeTransport() {
	const sent: unknown[][] = [];
	const calls = {
		send: new Calls<PasswordlessEmailSent>(),
		resend: new Calls<PasswordlessEmailSent>(),
		find: new Calls<AuthRequest>(),
		verifyCode: new Calls<SignedInByMail>(),
		verifyLink: new Calls<SignedInByMail>(),
	};
	function note<T>(name: keyof typeof calls, { call }: Calls<T>) {
		return (...values: unknown[]): Promise<T> => {
			sent.push([name, ...values]);
			return call();
		};
	}
	const transport = {
		send: note('send', calls.send),
		resend: note('resend', calls.resend),
		find: note('find', calls.find),
		verifyCode: note('verifyCode', calls.verifyCode),
		verifyLink: note('verifyLink', calls.verifyLink),
	};
	return { transport, calls, sent };
}
