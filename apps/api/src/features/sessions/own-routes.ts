import Type from 'typebox';
import type { App } from '../../http/app.ts';
import type { HostCookie } from '../../http/host-cookie.ts';
import { refTo } from '../../http/schema-ref.ts';
import { whereOf } from '../../http/where.ts';
import type { Places } from '../../ports/places.ts';
import { localeOf } from '../mails/index.ts';
import { sessionOf } from './access.ts';
import type { OwnSessions } from './own-sessions.ts';
import { problems } from './problems.ts';
import { EndedSessions, Session, SessionList, SessionParams } from './schemas.ts';

/** What the routes of one's own sessions need. */
export interface OwnSessionRoutesDeps {
	readonly ownSessions: OwnSessions;
	readonly cookie: Pick<HostCookie, 'clear'>;
	readonly placeOf: Places['placeOf'];
}

const tags = ['sessions'];
const access = 'unverified';

/**
 * Who may end sessions from a list of them: whoever proved a moment ago who they are. With a stolen cookie
 * nobody locks the person out. They take no `Idempotency-Key`: what is ended cannot be ended again.
 */
const mayEnd = { access, proof: 'recent' } as const;

/** A person's look at their sessions, and the ways to end them. */
export function registerOwnSessionRoutes(app: App, deps: OwnSessionRoutesDeps): void {
	for (const schema of [Session, SessionList, EndedSessions]) app.addSchema(schema);
	registerList(app, deps);
	registerEndOne(app, deps);
	registerEndMany(app, deps);
}

function registerList(app: App, { ownSessions, placeOf }: OwnSessionRoutesDeps): void {
	app.get(
		'/users/me/sessions',
		{
			compress: {},
			config: { access },
			schema: {
				operationId: 'listSessions',
				tags,
				summary: 'Where one is signed in',
				description: 'The living sessions of the person: this one first, then those used last.',
				response: { 200: refTo(SessionList) },
			},
		},
		async (request) => {
			const language = localeOf(request.headers['accept-language']);
			const sessions = await ownSessions.list(sessionOf(request));
			return {
				sessions: sessions.map((session) => ({
					...session,
					place: placeOf(session.client, language),
				})),
			};
		},
	);
}

function registerEndOne(app: App, { ownSessions, cookie }: OwnSessionRoutesDeps): void {
	app.delete(
		'/users/me/sessions/:id',
		{
			config: { ...mayEnd, failures: [problems.session_not_found] },
			schema: {
				operationId: 'endSession',
				tags,
				summary: 'End one session',
				description: 'Ending this very session is a sign-out, and takes the cookie back.',
				params: SessionParams,
				response: { 204: Type.Null({ description: 'Ended: no request passes with it.' }) },
			},
		},
		async (request, reply) => {
			const asker = sessionOf(request);
			const { id } = request.params;
			await ownSessions.end(asker, id, whereOf(request));
			if (id === asker.id) reply.header('set-cookie', cookie.clear());
			return reply.code(204).send(null);
		},
	);
}

function registerEndMany(app: App, { ownSessions, cookie }: OwnSessionRoutesDeps): void {
	app.post(
		'/users/me/sessions/end-others',
		{
			config: mayEnd,
			schema: {
				operationId: 'endOtherSessions',
				tags,
				summary: 'End all sessions but this one',
				response: { 200: refTo(EndedSessions) },
			},
		},
		async (request) => ({
			ended: await ownSessions.endOthers(sessionOf(request), whereOf(request)),
		}),
	);

	app.post(
		'/users/me/sessions/end-all',
		{
			config: mayEnd,
			schema: {
				operationId: 'endAllSessions',
				tags,
				summary: 'End all sessions',
				description: 'Signs out everywhere, here too, and takes the cookie back.',
				response: { 200: refTo(EndedSessions) },
			},
		},
		async (request, reply) => {
			const ended = await ownSessions.endAll(sessionOf(request), whereOf(request));
			reply.header('set-cookie', cookie.clear());
			return { ended };
		},
	);
}
