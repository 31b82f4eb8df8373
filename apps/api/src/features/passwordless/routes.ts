import { safePath } from '@postern/safe-path';
import type { App } from '../../http/app.ts';
import { refTo } from '../../http/schema-ref.ts';
import { authRequestProblems } from '../auth-requests/index.ts';
import { sessionProblems } from '../sessions/index.ts';
import { normalizeEmail } from '../users/index.ts';
import { problems } from './problems.ts';
import {
	askerOf,
	invalidField,
	type ProofOperations,
	type ProofRoutesDeps,
	registerProofRoutes,
} from './proof-routes.ts';
import * as schemas from './schemas.ts';
import type { Passwordless } from './service.ts';

/** What signing in by mail needs of its surroundings. */
export interface PasswordlessRoutesDeps extends Omit<ProofRoutesDeps, 'proof'> {
	readonly passwordless: Passwordless;
	readonly webUrl: string;
}

const OPERATIONS: ProofOperations = {
	path: '/auth/passwordless/email',
	tags: ['sign-in'],
	access: 'public',
	failures: [problems.sign_up_closed, sessionProblems.account_disabled],
	resend: {
		operationId: 'resendPasswordlessEmail',
		summary: 'Mail a new link and a new code',
		description:
			'They take the place of the old ones and live anew. The id stays, and so do the tries that were spent; once all are, the mail has only a link.',
	},
	verifyCode: {
		operationId: 'verifyPasswordlessCode',
		summary: 'Sign in with the code',
		description:
			'Only where the mail was asked for. A first sign-in makes the account where the settings allow it.',
	},
	verifyLink: {
		operationId: 'verifyPasswordlessLink',
		summary: 'Sign in with the link',
		description:
			'In the browser that asked. In another one nothing is used up: a scanner, or a mail opened on a phone, leaves the link as it was.',
	},
	find: {
		operationId: 'getAuthRequest',
		summary: 'How an auth request stands',
		description: 'For the browser that started it, to go on after a reload.',
	},
};

/**
 * The address and the page that somebody names who asks for a mail, in the form in which they are kept.
 * @throws {Problem} invalid_request
 */
export function checkWish(
	{ email, redirectTo }: { readonly email: string; readonly redirectTo?: string },
	webUrl: string,
): { readonly email: string; readonly redirectTo: string | null } {
	const address = normalizeEmail(email);
	if (address === null) throw invalidField('email', 'is not an e-mail address');
	const path = redirectTo === undefined ? null : safePath(redirectTo, webUrl);
	if (redirectTo !== undefined && path === null) {
		throw invalidField('redirectTo', 'must be a path of the app, like /todos?filter=open');
	}
	return { email: address, redirectTo: path };
}

/** Signing in with a link or a code that was mailed. */
export function registerPasswordlessRoutes(app: App, deps: PasswordlessRoutesDeps): void {
	for (const schema of [
		schemas.SendPasswordlessEmailBody,
		schemas.ResendPasswordlessEmailBody,
		schemas.PasswordlessEmailSent,
		schemas.VerifyPasswordlessCodeBody,
		schemas.VerifyPasswordlessLinkBody,
		schemas.SignedInByMail,
		schemas.AuthRequest,
	]) {
		app.addSchema(schema);
	}
	registerSend(app, deps);
	registerProofRoutes(app, { ...deps, proof: deps.passwordless }, OPERATIONS);
}

function registerSend(app: App, { passwordless, browser, webUrl }: PasswordlessRoutesDeps): void {
	app.post(
		`${OPERATIONS.path}/send`,
		{
			config: {
				access: 'public',
				limit: 'credentials',
				failures: [authRequestProblems.mails_limited],
			},
			schema: {
				operationId: 'sendPasswordlessEmail',
				tags: OPERATIONS.tags,
				summary: 'Mail a link and a code',
				description: 'The answer is the same for known, unknown and disabled addresses.',
				body: refTo(schemas.SendPasswordlessEmailBody),
				response: { 200: refTo(schemas.PasswordlessEmailSent) },
			},
		},
		async (request, reply) => {
			const { email, redirectTo } = checkWish(request.body, webUrl);
			const starter = browser.starterOf(request);
			const sent = await passwordless.send(email, { redirectTo }, askerOf(request, starter));
			browser.remember(reply, starter);
			return sent;
		},
	);
}
