import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '@postern/problem';
import { safePath } from '@postern/safe-path';
import type { App } from '../../http/app.ts';
import type { HostCookie } from '../../http/host-cookie.ts';
import { problems as httpProblems } from '../../http/problems.ts';
import { refTo } from '../../http/schema-ref.ts';
import { whereOf } from '../../http/where.ts';
import { authRequestProblems, type Starter } from '../auth-requests/index.ts';
import { localeOf } from '../mails/index.ts';
import { type CredentialReader, sessionProblems } from '../sessions/index.ts';
import { normalizeEmail } from '../users/index.ts';
import { type BrowserCookie, createBrowserCookie } from './browser.ts';
import { problems } from './problems.ts';
import * as schemas from './schemas.ts';
import type { Asker, Passwordless, Shower, SignedInByMail } from './service.ts';

/** What signing in by mail needs of its surroundings. */
export interface PasswordlessRoutesDeps {
	readonly passwordless: Passwordless;
	readonly sessionCookie: HostCookie;
	readonly browserCookie: HostCookie;
	readonly readCredential: CredentialReader;
	readonly webUrl: string;
}

interface Context extends PasswordlessRoutesDeps {
	readonly browser: BrowserCookie;
}

const PATH = '/auth/passwordless/email';
const tags = ['sign-in'];
const RESEND_FAILURES = [
	authRequestProblems.auth_request_not_found,
	authRequestProblems.auth_request_used,
	authRequestProblems.code_tries_spent,
	authRequestProblems.mails_limited,
];
const CODE_FAILURES = [
	authRequestProblems.auth_request_not_found,
	authRequestProblems.auth_request_expired,
	authRequestProblems.auth_request_used,
	authRequestProblems.code_wrong,
	authRequestProblems.code_tries_spent,
	authRequestProblems.code_not_offered,
	authRequestProblems.guesses_limited,
	problems.sign_up_closed,
	sessionProblems.account_disabled,
];
const LINK_FAILURES = [
	authRequestProblems.link_not_valid,
	authRequestProblems.auth_request_expired,
	authRequestProblems.auth_request_used,
	authRequestProblems.link_other_browser,
	authRequestProblems.link_needs_confirmation,
	problems.sign_up_closed,
	sessionProblems.account_disabled,
];

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
	const context = { ...deps, browser: createBrowserCookie(deps.browserCookie) };
	registerMailing(app, context);
	registerVerifying(app, context);
	registerReading(app, context);
}

function registerMailing(app: App, { passwordless, browser, webUrl }: Context): void {
	const askerOf = (request: FastifyRequest, starter: Starter): Asker => ({
		starter,
		where: whereOf(request),
		locale: localeOf(request.headers['accept-language']),
	});

	app.post(
		`${PATH}/send`,
		{
			config: {
				access: 'public',
				limit: 'credentials',
				failures: [authRequestProblems.mails_limited],
			},
			schema: {
				operationId: 'sendPasswordlessEmail',
				tags,
				summary: 'Mail a link and a code',
				description: 'The answer is the same for known, unknown and disabled addresses.',
				body: refTo(schemas.SendPasswordlessEmailBody),
				response: { 200: refTo(schemas.PasswordlessEmailSent) },
			},
		},
		async (request, reply) => {
			const { email, redirectTo } = request.body;
			const address = normalizeEmail(email);
			if (address === null) throw invalid('email', 'is not an e-mail address');
			const path = redirectTo === undefined ? null : safePath(redirectTo, webUrl);
			if (redirectTo !== undefined && path === null) {
				throw invalid('redirectTo', 'must be a path of the app, like /todos?filter=open');
			}
			const starter = browser.starterOf(request);
			const sent = await passwordless.send(address, path, askerOf(request, starter));
			browser.remember(reply, starter);
			return sent;
		},
	);

	app.post(
		`${PATH}/resend`,
		{
			config: { access: 'public', limit: 'credentials', failures: RESEND_FAILURES },
			schema: {
				operationId: 'resendPasswordlessEmail',
				tags,
				summary: 'Mail a new link and a new code',
				description:
					'They take the place of the old ones and live anew. The id stays, and so do the tries that were spent; once all are, the mail has only a link.',
				body: refTo(schemas.ResendPasswordlessEmailBody),
				response: { 200: refTo(schemas.PasswordlessEmailSent) },
			},
		},
		async (request, reply) => {
			const starter = browser.read(request);
			const { authRequestId } = request.body;
			const sent = await passwordless.resend(authRequestId, askerOf(request, starter));
			browser.remember(reply, starter);
			return sent;
		},
	);
}

function registerVerifying(app: App, context: Context): void {
	const { passwordless, browser, readCredential, sessionCookie } = context;
	const showerOf = (request: FastifyRequest): Shower => ({
		starter: browser.read(request),
		where: whereOf(request),
		replacesTokenHash: readCredential(request.headers),
	});
	const answer = (reply: FastifyReply, { session, ...person }: SignedInByMail) => {
		reply.header('set-cookie', sessionCookie.set(session.token, session.maxAgeSeconds));
		return person;
	};

	app.post(
		`${PATH}/verify/code`,
		{
			config: { access: 'public', limit: 'credentials', failures: CODE_FAILURES },
			schema: {
				operationId: 'verifyPasswordlessCode',
				tags,
				summary: 'Sign in with the code',
				description:
					'Only where the mail was asked for. A first sign-in makes the account where the settings allow it.',
				body: refTo(schemas.VerifyPasswordlessCodeBody),
				response: { 200: refTo(schemas.SignedInByMail) },
			},
		},
		async (request, reply) => {
			const { authRequestId, code } = request.body;
			return answer(reply, await passwordless.verifyCode(authRequestId, code, showerOf(request)));
		},
	);

	app.post(
		`${PATH}/verify/link`,
		{
			config: { access: 'public', limit: 'credentials', failures: LINK_FAILURES },
			schema: {
				operationId: 'verifyPasswordlessLink',
				tags,
				summary: 'Sign in with the link',
				description:
					'In the browser that asked. In another one nothing is used up: a scanner, or a mail opened on a phone, leaves the link as it was.',
				body: refTo(schemas.VerifyPasswordlessLinkBody),
				response: { 200: refTo(schemas.SignedInByMail) },
			},
		},
		async (request, reply) => {
			const { token, confirmed = false } = request.body;
			return answer(reply, await passwordless.verifyLink(token, confirmed, showerOf(request)));
		},
	);
}

function registerReading(app: App, { passwordless, browser }: Context): void {
	app.get(
		`${PATH}/requests/:authRequestId`,
		{
			config: { access: 'public', failures: [authRequestProblems.auth_request_not_found] },
			schema: {
				operationId: 'getAuthRequest',
				tags,
				summary: 'How an auth request stands',
				description: 'For the browser that started it, to go on after a reload.',
				params: schemas.AuthRequestParams,
				response: { 200: refTo(schemas.AuthRequest) },
			},
		},
		async (request) => {
			const found = await passwordless.find(request.params.authRequestId, browser.read(request));
			if (found === null) throw new Problem(authRequestProblems.auth_request_not_found);
			return found;
		},
	);
}

/** What the schema cannot say about a field. */
function invalid(path: string, message: string): Problem {
	return new Problem(httpProblems.invalid_request, { extensions: { errors: [{ path, message }] } });
}
