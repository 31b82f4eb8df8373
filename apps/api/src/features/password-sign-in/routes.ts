import { Problem } from '@postern/problem';
import type { App } from '../../http/app.ts';
import { clientLeft } from '../../http/client-left.ts';
import type { HostCookie } from '../../http/host-cookie.ts';
import { refTo } from '../../http/schema-ref.ts';
import { whereOf } from '../../http/where.ts';
import type { Trail } from '../../ports/trail.ts';
import { authRequestProblems } from '../auth-requests/index.ts';
import type { BrowserCookie } from '../known-browsers/index.ts';
import { localeOf } from '../mails/index.ts';
import { type Passwords, passwordProblems } from '../passwords/index.ts';
import { type CredentialReader, sessionProblems, type Sessions } from '../sessions/index.ts';
import { problems } from './problems.ts';
import { LoginBody, SignedIn } from './schemas.ts';
import type { PasswordSignIn } from './service.ts';

/** What signing in with a password needs. */
export interface PasswordSignInRoutesDeps {
	readonly passwordSignIn: PasswordSignIn;
	readonly passwords: Pick<Passwords, 'isStill'>;
	readonly sessions: Pick<Sessions, 'start'>;
	readonly trail: Pick<Trail, 'recordFailure'>;
	readonly cookie: HostCookie;
	readonly browser: BrowserCookie;
	readonly readCredential: CredentialReader;
}

/** Signing in with an address and a password. */
export function registerPasswordSignInRoutes(app: App, deps: PasswordSignInRoutesDeps): void {
	const { passwordSignIn, passwords, sessions, trail, cookie, browser, readCredential } = deps;
	app.addSchema(LoginBody);
	app.addSchema(SignedIn);

	app.post(
		'/auth/login',
		{
			config: {
				access: 'public',
				limit: 'credentials',
				failures: [
					problems.invalid_credentials,
					authRequestProblems.guesses_limited,
					sessionProblems.account_disabled,
					passwordProblems.sign_in_busy,
				],
			},
			schema: {
				operationId: 'login',
				tags: ['sign-in'],
				summary: 'Sign in with a password',
				description: 'Starts a session with a new token and ends the one the browser held before.',
				body: refTo(LoginBody),
				response: { 200: refTo(SignedIn) },
			},
		},
		async (request, reply) => {
			const where = whereOf(request);
			const { email, proven, takeBack } = await passwordSignIn.prove({
				...{ ...request.body, where },
				browser: browser.read(request),
				signal: clientLeft(reply),
			});
			const secret = browser.starterOf(request);
			const language = localeOf(request.headers['accept-language']);
			const session = await sessions.start({
				userId: proven.userId,
				method: 'password',
				replacesTokenHash: readCredential(request.headers),
				where,
				visitor: { browser: secret, language },
				assertStillProven: async (trx) => {
					if (await passwords.isStill(trx, proven)) return;
					throw new Problem(problems.invalid_credentials);
				},
			});
			if (session === null) {
				const account = { userId: proven.userId };
				await trail.recordFailure({ name: 'account_disabled', account, method: 'password' }, where);
				// Only someone who knows the password learns that the account is disabled.
				throw new Problem(sessionProblems.account_disabled);
			}
			await takeBack();
			reply.header('set-cookie', cookie.set(session.token, session.maxAgeSeconds));
			browser.remember(reply, secret);
			return { userId: proven.userId, email };
		},
	);
}
