import type { App } from '../../http/app.ts';
import { refTo } from '../../http/schema-ref.ts';
import type { Places } from '../../ports/places.ts';
import { localeOf } from '../mails/index.ts';
import { sessionOf } from '../sessions/index.ts';
import { ActivityEvent, ActivityPage, ActivityQuery } from './schemas.ts';
import type { SecurityEvents } from './service.ts';

/** What the routes of the trail need. */
export interface SecurityEventRoutesDeps {
	readonly securityEvents: Pick<SecurityEvents, 'list'>;
	readonly placeOf: Places['placeOf'];
}

/** A person's own part of the trail. */
export function registerSecurityEventRoutes(
	app: App,
	{ securityEvents, placeOf }: SecurityEventRoutesDeps,
): void {
	for (const schema of [ActivityEvent, ActivityPage]) app.addSchema(schema);

	app.get(
		'/users/me/activity',
		{
			compress: {},
			config: { access: 'unverified' },
			schema: {
				operationId: 'listActivity',
				tags: ['users'],
				summary: 'What happened to the account, newest first',
				description: 'At most 50 events at a time; `next` leads to the ones before.',
				querystring: ActivityQuery,
				response: { 200: refTo(ActivityPage) },
			},
		},
		async (request) => {
			const { id: sessionId, userId } = sessionOf(request);
			const language = localeOf(request.headers['accept-language']);
			const { events, next } = await securityEvents.list(
				{ userId, sessionId },
				request.query.before ?? null,
			);
			return {
				events: events.map((event) => ({ ...event, place: placeOf(event.client, language) })),
				next,
			};
		},
	);
}
