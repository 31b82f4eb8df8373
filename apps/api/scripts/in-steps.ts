/**
 * Serves `GET /users/me` with the first so many steps of what a checked request passes, each on top of those
 * before it, made of the very parts that production has. For `npm run bench -- steps`.
 * Arguments: port, steps, SQLite file of a filled database.
 */
import { setFlagsFromString } from 'node:v8';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import {
	createCredentialReader,
	createLastSeen,
	createSessionChecker,
	createSessionStore,
	registerSessionAccess,
} from '../src/features/sessions/index.ts';
import { registerUserRoutes } from '../src/features/users/index.ts';
import type { App } from '../src/http/app.ts';
import { registerErrorReplies } from '../src/http/error-reply.ts';
import { createHeaderWriter } from '../src/http/headers.ts';
import { createHostCookie } from '../src/http/host-cookie.ts';
import { createLimitCheck } from '../src/http/limits.ts';
import { createOriginRules } from '../src/http/origins.ts';
import { registerRequestLog } from '../src/http/request-log.ts';
import { serverOptions } from '../src/http/server-options.ts';
import { createLoggers } from '../src/infra/logger.ts';
import { createMemoryRateLimiter } from '../src/infra/memory/rate-limiter.ts';
import { openSqlite } from '../src/infra/sqlite/storage.ts';

// As src/main.ts has it.
setFlagsFromString('--no-allocation-site-pretenuring');

const [port = '', steps = '', path = ''] = process.argv.slice(2);
const API_URL = 'https://api.example.com';
const has = (step: number) => Number(steps) >= step;
const { logger, requestLogger } = createLoggers('info');
const options = serverOptions({ trustedProxies: [], logger, isSecure: true });
const app = (has(1) ? Fastify(options) : Fastify()) as unknown as App;

type Step = (request: FastifyRequest, reply: FastifyReply) => unknown;
const hook = (step: Step) => {
	app.addHook('onRequest', (request, reply, done) => {
		step(request, reply);
		done();
	});
};

if (has(6)) registerRequestLog(app, requestLogger);
if (has(2)) {
	const writeHeaders = createHeaderWriter({ isSecure: true });
	hook((request, reply) => {
		writeHeaders(reply);
		reply.header('x-request-id', request.id);
	});
}
if (has(3)) {
	const origins = createOriginRules({ allowedOrigins: ['https://app.example.com'] });
	hook((request, reply) => {
		origins.allowReading(request, reply);
		return origins.answerPreflight(request, reply) || origins.forbidsWriting(request);
	});
}
if (has(4)) {
	const limiter = createMemoryRateLimiter({ limit: 1e9, windowSeconds: 60, clock: Date.now });
	hook(createLimitCheck({ everywhere: limiter, credentials: limiter }));
}
const readCredential = createCredentialReader(createHostCookie('session', API_URL));
if (has(7)) guard();
else if (has(5)) hook(({ headers }) => readCredential(headers));
if (!has(8)) answerAlways();
await app.listen({ host: '127.0.0.1', port: Number(port) });

/** Asks the store for the session of each request. */
function guard(): void {
	const storage = openSqlite({ path });
	const store = createSessionStore(storage);
	registerErrorReplies(app, storage.isUnavailable);
	const life = { idleSeconds: 604_800, absoluteSeconds: 2_592_000 };
	const lastSeen = createLastSeen({ store, ...life, onError: console.error });
	const check = createSessionChecker({ store, lastSeen, life, clock: Date.now });
	registerSessionAccess(app, {
		...{ readCredential, check, look: check, clock: Date.now },
		...{ unverifiedMay: 'everything', recentSeconds: 600 },
	});
	if (has(8)) registerUserRoutes(app);
}

/** The route as it is without anything around it: one answer for all. */
function answerAlways(): void {
	const text = { type: 'string' };
	const properties = { id: text, email: text, name: { type: ['string', 'null'] }, createdAt: text };
	const required = Object.keys(properties);
	const user = {
		id: '1c3aa3c2-6f0d-4b46-9a53-0d5a5a3c6b0f',
		email: 'person@example.com',
		name: null,
		createdAt: '2030-01-01T12:00:00.000Z',
	};
	app.get(
		'/users/me',
		{
			config: { access: 'unverified' },
			schema: { response: { 200: { type: 'object', required, properties } } },
		},
		(_request, reply) => {
			reply.send(user as never);
		},
	);
}
