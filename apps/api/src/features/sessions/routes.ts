import Type from 'typebox';
import type { App } from '../../http/app.ts';
import type { HostCookie } from '../../http/host-cookie.ts';
import { whereOf } from '../../http/where.ts';
import type { Places } from '../../ports/places.ts';
import type { CredentialReader } from './credential.ts';
import { registerOwnSessionRoutes } from './own-routes.ts';
import type { OwnSessions } from './own-sessions.ts';
import type { Sessions } from './service.ts';

/** What the session routes need. */
export interface SessionRoutesDeps {
	readonly sessions: Pick<Sessions, 'signOut'>;
	readonly ownSessions: OwnSessions;
	readonly cookie: HostCookie;
	readonly readCredential: CredentialReader;
	readonly placeOf: Places['placeOf'];
}

/** Signing out, and a person's look at all their sessions. */
export function registerSessionRoutes(app: App, deps: SessionRoutesDeps): void {
	const { sessions, cookie, readCredential } = deps;
	registerOwnSessionRoutes(app, deps);

	app.post(
		'/auth/logout',
		{
			// Public: signing out must work for a session that is already dead, to be rid of its cookie.
			config: { access: 'public' },
			schema: {
				operationId: 'logout',
				tags: ['sign-in'],
				summary: 'Sign out',
				description: 'Ends the session, if there is a live one, and takes the cookie back.',
				response: { 204: Type.Null({ description: 'Signed out.' }) },
			},
		},
		async (request, reply) => {
			const tokenHash = readCredential(request.headers);
			if (tokenHash !== null) await sessions.signOut(tokenHash, whereOf(request));
			return reply.header('set-cookie', cookie.clear()).code(204).send(null);
		},
	);
}
