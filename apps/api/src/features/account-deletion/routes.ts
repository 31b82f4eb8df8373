import type { App } from '../../http/app.ts';
import type { HostCookie } from '../../http/host-cookie.ts';
import { refTo } from '../../http/schema-ref.ts';
import { whereOf } from '../../http/where.ts';
import { localeOf } from '../mails/index.ts';
import { sessionOf } from '../sessions/index.ts';
import { AccountDeletion as AccountDeletionSchema } from './schemas.ts';
import type { AccountDeletion } from './service.ts';

/** What the route that deletes accounts needs. */
export interface AccountDeletionRoutesDeps {
	readonly accountDeletion: Pick<AccountDeletion, 'ask'>;
	readonly cookie: Pick<HostCookie, 'clear'>;
}

/** The way to have one's account deleted. */
export function registerAccountDeletionRoutes(
	app: App,
	{ accountDeletion, cookie }: AccountDeletionRoutesDeps,
): void {
	app.addSchema(AccountDeletionSchema);

	app.post(
		'/users/me/deletion',
		{
			// No `Idempotency-Key`: it ends the session that would send it again.
			config: { access: 'unverified', proof: 'recent' },
			schema: {
				operationId: 'deleteAccount',
				tags: ['users'],
				summary: 'Have the account deleted, some days from now',
				description:
					'Ends all sessions at once and takes the cookie back. Signing in before the time has come undoes it, by any way.',
				response: { 200: refTo(AccountDeletionSchema) },
			},
		},
		async (request, reply) => {
			const dueAt = await accountDeletion.ask({
				session: sessionOf(request),
				where: whereOf(request),
				locale: localeOf(request.headers['accept-language']),
			});
			reply.header('set-cookie', cookie.clear());
			return { dueAt: new Date(dueAt).toISOString() };
		},
	);
}
