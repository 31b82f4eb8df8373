import Type from 'typebox';
import type { App } from '../../http/app.ts';
import { refTo } from '../../http/schema-ref.ts';
import { whereOf } from '../../http/where.ts';
import type { NotMe } from './not-me.ts';
import { problems } from './problems.ts';
import { DisownSignInBody } from './schemas.ts';

/** What the routes of browsers need. */
export interface KnownBrowserRoutesDeps {
	readonly notMe: NotMe;
}

/** Ending a session with the link of the mail about it. */
export function registerKnownBrowserRoutes(app: App, { notMe }: KnownBrowserRoutesDeps): void {
	app.addSchema(DisownSignInBody);

	app.post(
		'/auth/not-me',
		{
			// Public: whoever reads the account's mail need not be signed in to it.
			config: {
				access: 'public',
				limit: 'credentials',
				failures: [problems.notice_link_not_valid],
			},
			schema: {
				operationId: 'disownSignIn',
				tags: ['recovery'],
				summary: 'Say that a sign-in was not one’s own',
				description:
					'With the link of the mail about it: ends every session that browser has of the account. The answer is the same when they are over already.',
				body: refTo(DisownSignInBody),
				response: { 204: Type.Null({ description: 'Ended: no request passes with them.' }) },
			},
		},
		async (request, reply) => {
			await notMe.disown(request.body.token, whereOf(request));
			return reply.code(204).send(null);
		},
	);
}
