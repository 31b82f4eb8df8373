import { Problem } from '@postern/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { App } from '../../http/app.ts';
import { clientLeft } from '../../http/client-left.ts';
import type { HostCookie } from '../../http/host-cookie.ts';
import { problems as httpProblems } from '../../http/problems.ts';
import { refTo } from '../../http/schema-ref.ts';
import { whereOf } from '../../http/where.ts';
import { authRequestProblems } from '../auth-requests/index.ts';
import { localeOf } from '../mails/index.ts';
import { passwordProblems } from '../passwords/index.ts';
import { sessionOf, sessionProblems, type StartedSession } from '../sessions/index.ts';
import { normalizeEmail } from '../users/index.ts';
import type { Actor } from './notices.ts';
import type { OwnPassword, Owner } from './own-password.ts';
import { problems } from './problems.ts';
import type { PasswordReset } from './reset.ts';
import * as schemas from './schemas.ts';

/** What the routes of passwords need. */
export interface PasswordChangeRoutesDeps {
	readonly ownPassword: OwnPassword;
	readonly passwordReset: PasswordReset;
	readonly cookie: Pick<HostCookie, 'set'>;
}

const OWN = '/users/me/password';
const RESET = '/auth/password/reset';
const tags = ['passwords'];
const access = 'unverified';
const LINK_FAILURES = [
	authRequestProblems.link_not_valid,
	authRequestProblems.auth_request_expired,
	authRequestProblems.auth_request_used,
];

/** One's own password, and a new one for whoever forgot it. */
export function registerPasswordChangeRoutes(app: App, deps: PasswordChangeRoutesDeps): void {
	for (const schema of [
		schemas.PasswordState,
		schemas.SetPasswordBody,
		schemas.SendPasswordResetBody,
		schemas.PasswordResetSent,
		schemas.CheckPasswordResetBody,
		schemas.PasswordResetLink,
		schemas.ResetPasswordBody,
		schemas.PasswordWasReset,
	]) {
		app.addSchema(schema);
	}
	registerReading(app, deps);
	registerSetting(app, deps);
	registerRemoving(app, deps);
	registerForgetting(app, deps);
	registerResetting(app, deps);
}

function registerReading(app: App, { ownPassword }: PasswordChangeRoutesDeps): void {
	app.get(
		OWN,
		{
			config: { access },
			schema: {
				operationId: 'getPassword',
				tags,
				summary: 'Whether the person has a password',
				response: { 200: refTo(schemas.PasswordState) },
			},
		},
		(request) => ownPassword.get(sessionOf(request).userId),
	);
}

function registerSetting(app: App, { ownPassword, cookie }: PasswordChangeRoutesDeps): void {
	app.put(
		OWN,
		{
			config: {
				access,
				limit: 'credentials',
				failures: [
					sessionProblems.step_up_required,
					problems.current_password_wrong,
					authRequestProblems.guesses_limited,
					passwordProblems.sign_in_busy,
				],
			},
			schema: {
				operationId: 'setPassword',
				tags,
				summary: 'Set or change the password',
				description:
					'With the current one, or after a sign-in of a moment ago. Ends all other sessions, and gives this one a new token. It takes no `Idempotency-Key`: once it is done, the old token sends nothing again.',
				body: refTo(schemas.SetPasswordBody),
				response: { 200: refTo(schemas.PasswordState) },
			},
		},
		async (request, reply) => {
			const { state, session } = await ownPassword.set(request.body, ownerOf(request, reply));
			goOn(reply, cookie, session);
			return state;
		},
	);
}

function registerRemoving(app: App, { ownPassword, cookie }: PasswordChangeRoutesDeps): void {
	app.delete(
		OWN,
		{
			config: { access, proof: 'recent' },
			schema: {
				operationId: 'removePassword',
				tags,
				summary: 'Remove the password',
				description:
					'The person signs in by mail from then on. Ends all other sessions, and gives this one a new token. Without a password nothing happens.',
				response: { 204: Type.Null({ description: 'There is no password.' }) },
			},
		},
		async (request, reply) => {
			const session = await ownPassword.remove(ownerOf(request, reply));
			if (session !== null) goOn(reply, cookie, session);
			return reply.code(204).send(null);
		},
	);
}

function registerForgetting(app: App, { passwordReset }: PasswordChangeRoutesDeps): void {
	app.post(
		`${RESET}/send`,
		{
			config: {
				access: 'public',
				limit: 'credentials',
				failures: [authRequestProblems.mails_limited],
			},
			schema: {
				operationId: 'sendPasswordReset',
				tags,
				summary: 'Mail a link to choose a new password with',
				description: 'The answer is the same for known, unknown and disabled addresses.',
				body: refTo(schemas.SendPasswordResetBody),
				response: { 200: refTo(schemas.PasswordResetSent) },
			},
		},
		async (request) => {
			const email = normalizeEmail(request.body.email);
			if (email === null) {
				const errors = [{ path: 'email', message: 'is not an e-mail address' }];
				throw new Problem(httpProblems.invalid_request, { extensions: { errors } });
			}
			return passwordReset.send(email, actorOf(request));
		},
	);
}

function registerResetting(app: App, { passwordReset }: PasswordChangeRoutesDeps): void {
	app.post(
		`${RESET}/check`,
		{
			config: { access: 'public', limit: 'credentials', failures: LINK_FAILURES },
			schema: {
				operationId: 'checkPasswordReset',
				tags,
				summary: 'Look whether a link still works',
				description: 'Uses nothing up, so that a page can say so before somebody types.',
				body: refTo(schemas.CheckPasswordResetBody),
				response: { 200: refTo(schemas.PasswordResetLink) },
			},
		},
		(request) => passwordReset.check(request.body.token, whereOf(request)),
	);

	app.post(
		RESET,
		{
			config: {
				access: 'public',
				limit: 'credentials',
				failures: [
					...LINK_FAILURES,
					sessionProblems.account_disabled,
					passwordProblems.sign_in_busy,
				],
			},
			schema: {
				operationId: 'resetPassword',
				tags,
				summary: 'Choose a new password with the link of a mail',
				description:
					'In any browser. Ends every session of the account and every other link and code for its address, and signs nobody in. A password that is refused uses nothing up.',
				body: refTo(schemas.ResetPasswordBody),
				response: { 200: refTo(schemas.PasswordWasReset) },
			},
		},
		(request) => {
			const { token, newPassword } = request.body;
			return passwordReset.reset(token, newPassword, actorOf(request));
		},
	);
}

function actorOf(request: FastifyRequest): Actor {
	return { where: whereOf(request), locale: localeOf(request.headers['accept-language']) };
}

function ownerOf(request: FastifyRequest, reply: FastifyReply): Owner {
	return { ...actorOf(request), session: sessionOf(request), signal: clientLeft(reply) };
}

function goOn(
	reply: FastifyReply,
	cookie: PasswordChangeRoutesDeps['cookie'],
	{ token, maxAgeSeconds }: StartedSession,
): void {
	reply.header('set-cookie', cookie.set(token, maxAgeSeconds));
}
