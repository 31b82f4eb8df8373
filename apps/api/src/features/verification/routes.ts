import type { App } from '../../http/app.ts';
import { refTo } from '../../http/schema-ref.ts';
import { authRequestProblems } from '../auth-requests/index.ts';
import {
	askerOf,
	PasswordlessEmailSent,
	type ProofOperations,
	type ProofRoutesDeps,
	registerProofRoutes,
} from '../passwordless/index.ts';
import { sessionOf } from '../sessions/index.ts';
import { problems } from './problems.ts';
import type { Verification } from './service.ts';

/** What verifying an address needs of its surroundings. */
export interface VerificationRoutesDeps extends Omit<ProofRoutesDeps, 'proof'> {
	readonly verification: Verification;
}

const OPERATIONS: ProofOperations = {
	path: '/users/me/email/verification',
	tags: ['users'],
	access: 'unverified',
	failures: [authRequestProblems.auth_request_not_found],
	resend: {
		operationId: 'resendVerificationEmail',
		summary: 'Mail a new link and a new code to verify the address with',
		description: 'They take the place of the old ones.',
	},
	verifyCode: {
		operationId: 'verifyEmailCode',
		summary: 'Verify the address with the code',
		description:
			'This session goes on under a new token; if it is the first proof of the address, all other sessions end.',
	},
	verifyLink: {
		operationId: 'verifyEmailLink',
		summary: 'Verify the address with the link',
		description:
			'In the browser that asked, and in a session of the account. Otherwise nothing is used up.',
	},
	find: {
		operationId: 'getVerification',
		summary: 'How a verification stands',
		description: 'For the browser that started it, to go on after a reload.',
	},
};

/** Verifying the address of the person who is signed in. */
export function registerVerificationRoutes(app: App, deps: VerificationRoutesDeps): void {
	const { verification, browser } = deps;
	registerProofRoutes(app, { ...deps, proof: verification }, OPERATIONS);

	app.post(
		`${OPERATIONS.path}/send`,
		{
			config: {
				access: OPERATIONS.access,
				limit: 'credentials',
				failures: [problems.email_verified_already, authRequestProblems.mails_limited],
			},
			schema: {
				operationId: 'sendVerificationEmail',
				tags: OPERATIONS.tags,
				summary: 'Mail a link and a code to verify the address with',
				response: { 200: refTo(PasswordlessEmailSent) },
			},
		},
		async (request, reply) => {
			const starter = browser.starterOf(request);
			const asker = askerOf(request, starter);
			const sent = await verification.send(sessionOf(request).user, asker);
			browser.remember(reply, starter);
			return sent;
		},
	);
}
