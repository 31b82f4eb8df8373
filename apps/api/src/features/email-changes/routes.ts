import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '@postern/problem';
import type { App } from '../../http/app.ts';
import type { HostCookie } from '../../http/host-cookie.ts';
import { problems as httpProblems } from '../../http/problems.ts';
import { refTo } from '../../http/schema-ref.ts';
import { whereOf } from '../../http/where.ts';
import { authRequestProblems, type Starter } from '../auth-requests/index.ts';
import type { BrowserCookie } from '../known-browsers/index.ts';
import { localeOf } from '../mails/index.ts';
import {
	PasswordlessEmailSent,
	proofFailures,
	ResendPasswordlessEmailBody,
	VerifyPasswordlessCodeBody,
	VerifyPasswordlessLinkBody,
} from '../passwordless/index.ts';
import { sessionOf } from '../sessions/index.ts';
import { normalizeEmail } from '../users/index.ts';
import type { ChangedEmail } from './change.ts';
import type { Mover } from './deps.ts';
import { problems } from './problems.ts';
import * as schemas from './schemas.ts';
import type { EmailChanges } from './service.ts';
import { registerUndoRoute } from './undo-route.ts';

/** What the routes of a change of address need. */
export interface EmailChangeRoutesDeps {
	readonly emailChanges: EmailChanges;
	readonly sessionCookie: HostCookie;
	readonly browser: BrowserCookie;
}

const PATH = '/users/me/email/change';
const tags = ['users'];
const access = 'unverified';
const limit = 'credentials';

/** Giving one's account another address, and undoing that. */
export function registerEmailChangeRoutes(app: App, deps: EmailChangeRoutesDeps): void {
	for (const schema of [
		schemas.ChangeEmailBody,
		schemas.ChangedEmail,
		schemas.PendingEmailChange,
		schemas.UndoEmailChangeBody,
	]) {
		app.addSchema(schema);
	}
	registerMailing(app, deps);
	registerVerifying(app, deps);
	registerReading(app, deps);
	registerUndoRoute(app, deps);
}

function moverOf(request: FastifyRequest, starter: Starter): Mover {
	return {
		session: sessionOf(request),
		starter,
		where: whereOf(request),
		locale: localeOf(request.headers['accept-language']),
	};
}

function registerMailing(app: App, { emailChanges, browser }: EmailChangeRoutesDeps): void {
	app.post(
		`${PATH}/send`,
		{
			config: {
				...{ access, limit, proof: 'recent' },
				failures: [authRequestProblems.mails_limited],
			},
			schema: {
				operationId: 'sendEmailChange',
				tags,
				summary: 'Mail a link and a code to the address that the account is to have',
				description:
					'The answer is the same for an address that another account has; then its owner is told. The account keeps its address until the new one is proven.',
				body: refTo(schemas.ChangeEmailBody),
				response: { 200: refTo(PasswordlessEmailSent) },
			},
		},
		async (request, reply) => {
			const email = normalizeEmail(request.body.email);
			if (email === null) throw invalid('is not an e-mail address');
			if (email === sessionOf(request).user.email) {
				throw invalid('is the address of this account already');
			}
			const starter = browser.starterOf(request);
			const sent = await emailChanges.send(email, moverOf(request, starter));
			browser.remember(reply, starter);
			return sent;
		},
	);

	app.post(
		`${PATH}/resend`,
		{
			config: {
				...{ access, limit },
				failures: proofFailures.resend,
			},
			schema: {
				operationId: 'resendEmailChange',
				tags,
				summary: 'Mail a new link and a new code to the new address',
				description: 'They take the place of the old ones and live anew; spent tries stay spent.',
				body: refTo(ResendPasswordlessEmailBody),
				response: { 200: refTo(PasswordlessEmailSent) },
			},
		},
		async (request, reply) => {
			const starter = browser.read(request);
			const { authRequestId } = request.body;
			const sent = await emailChanges.resend(authRequestId, moverOf(request, starter));
			browser.remember(reply, starter);
			return sent;
		},
	);
}

function registerVerifying(app: App, deps: EmailChangeRoutesDeps): void {
	const { emailChanges, sessionCookie, browser } = deps;
	const answer = (reply: FastifyReply, { session, email }: ChangedEmail) => {
		reply.header('set-cookie', sessionCookie.set(session.token, session.maxAgeSeconds));
		return { email };
	};

	app.post(
		`${PATH}/verify/code`,
		{
			config: {
				...{ access, limit },
				failures: [...proofFailures.code, problems.email_taken],
			},
			schema: {
				operationId: 'verifyEmailChangeCode',
				tags,
				summary: 'Change the address with the code',
				description:
					'Where the change was asked for, by the same person. All other sessions end, and this one gets a new token.',
				body: refTo(VerifyPasswordlessCodeBody),
				response: { 200: refTo(schemas.ChangedEmail) },
			},
		},
		async (request, reply) => {
			const { authRequestId, code } = request.body;
			const mover = moverOf(request, browser.read(request));
			return answer(reply, await emailChanges.verifyCode(authRequestId, code, mover));
		},
	);

	app.post(
		`${PATH}/verify/link`,
		{
			config: {
				...{ access, limit },
				failures: [...proofFailures.link, problems.email_taken],
			},
			schema: {
				operationId: 'verifyEmailChangeLink',
				tags,
				summary: 'Change the address with the link',
				description:
					'In the browser that asked, signed in as the same person. Elsewhere nothing is used up.',
				body: refTo(VerifyPasswordlessLinkBody),
				response: { 200: refTo(schemas.ChangedEmail) },
			},
		},
		async (request, reply) => {
			const { token, confirmed = false } = request.body;
			const mover = moverOf(request, browser.read(request));
			return answer(reply, await emailChanges.verifyLink(token, confirmed, mover));
		},
	);
}

function registerReading(app: App, { emailChanges, browser }: EmailChangeRoutesDeps): void {
	app.get(
		PATH,
		{
			config: { access },
			schema: {
				operationId: 'getEmailChange',
				tags,
				summary: 'The change of address that waits for its proof',
				description: 'For the browser that asked for it, to go on after a reload.',
				response: { 200: refTo(schemas.PendingEmailChange) },
			},
		},
		async (request) => ({
			pending: await emailChanges.pending({
				session: sessionOf(request),
				starter: browser.read(request),
			}),
		}),
	);
}

/** What the schema cannot say about the address. */
function invalid(message: string): Problem {
	return new Problem(httpProblems.invalid_request, {
		extensions: { errors: [{ path: 'email', message }] },
	});
}
