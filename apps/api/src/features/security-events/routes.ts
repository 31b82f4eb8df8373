import type { App } from '../../http/app.ts';
import { refTo } from '../../http/schema-ref.ts';
import { sessionOf } from '../sessions/index.ts';
import { ActivityEvent, ActivityPage, ActivityQuery } from './schemas.ts';
import type { SecurityEvents } from './service.ts';

/** What the routes of the trail need. */
export interface SecurityEventRoutesDeps {
	readonly securityEvents: Pick<SecurityEvents, 'list'>;
}

/** A person's own part of the trail. */
export function registerSecurityEventRoutes(
	app: App,
	{ securityEvents }: SecurityEventRoutesDeps,
): void {
	for (const schema of [ActivityEvent, ActivityPage]) app.addSchema(schema);

	app.get(
		'/users/me/activity',
		{
			compress: {},
			config: { access: 'session' },
			schema: {
				operationId: 'listActivity',
				tags: ['users'],
				summary: 'What happened to the account, newest first',
				description: 'At most 50 events at a time; `next` leads to the ones before.',
				querystring: ActivityQuery,
				response: { 200: refTo(ActivityPage) },
			},
		},
		(request) => {
			const { id: sessionId, userId } = sessionOf(request);
			return securityEvents.list({ userId, sessionId }, request.query.before ?? null);
		},
	);
}
