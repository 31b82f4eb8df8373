import type { App } from '../../http/app.ts';
import { isoTime } from '../../ports/iso-time.ts';
import { refTo } from '../../http/schema-ref.ts';
import { sessionOf } from '../sessions/index.ts';
import { User } from './schemas.ts';

/** The account of the person who is signed in. */
export function registerUserRoutes(app: App): void {
	app.addSchema(User);

	app.get(
		'/users/me',
		{
			config: { access: 'unverified' },
			schema: {
				operationId: 'getCurrentUser',
				tags: ['sign-in'],
				summary: 'Who is signed in',
				description: 'Answers from the same look-up that checked the session.',
				response: { 200: refTo(User) },
			},
		},
		(request, reply) => {
			const { user } = sessionOf(request);
			const { keptFromDeletionAt: keptFrom } = user;
			reply.send({
				...user,
				createdAt: isoTime(user.createdAt),
				keptFromDeletionAt: keptFrom === null ? null : isoTime(keptFrom),
			});
		},
	);
}
