import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../http/app.ts';
import { SECOND_MS } from '../../ports/clock.ts';
import type { Counter, Histogram, Registry } from './registry.ts';

/** From a millisecond, which is what a checked request takes, to what makes people leave. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What was asked for and no route answers; its path is anybody's choice, and so is no label. */
const UNMATCHED = 'unmatched';
const USUAL_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const LIMITS: Readonly<Record<string, string>> = {
	mails_limited: 'mails',
	guesses_limited: 'guesses',
	sign_in_busy: 'password_hashes',
};
const TOO_MANY_REQUESTS = 429;

interface Route {
	readonly seconds: Histogram;
	readonly byStatus: Map<number, Counter>;
}

/**
 * Counts requests once they are answered: one hook, which must be registered before the routes. A route is
 * named by its template, so that there are as many series as routes, whatever is asked for.
 */
export function createRequestCounts(registry: Registry): (app: App) => void {
	const requests = registry.counter({
		name: 'postern_http_requests_total',
		help: 'Requests that were answered, by the template of their route and the status.',
		labels: ['method', 'route', 'status'],
	});
	const seconds = registry.histogram({
		name: 'postern_http_request_duration_seconds',
		help: 'Time from a request’s head to the end of its answer, by the template of its route.',
		labels: ['method', 'route'],
		bounds: SECONDS,
	});
	const countProblem = createProblemCounts(registry);
	const routes = new Map<string, Route>();

	function routeOf(method: string, template: string | undefined): Route {
		const key = `${method} ${template ?? ''}`;
		let route = routes.get(key);
		if (route === undefined) {
			route = { seconds: seconds(...nameOf(method, template)), byStatus: new Map() };
			routes.set(key, route);
		}
		return route;
	}

	function count(request: FastifyRequest, reply: FastifyReply): void {
		const { method } = request;
		const { url } = request.routeOptions;
		const route = routeOf(method, url);
		let counter = route.byStatus.get(reply.statusCode);
		if (counter === undefined) {
			counter = requests(...nameOf(method, url), String(reply.statusCode));
			route.byStatus.set(reply.statusCode, counter);
		}
		counter.inc();
		if (!isStream(reply)) route.seconds.observe(reply.elapsedTime / SECOND_MS);
		if (reply.problemCode !== undefined) countProblem(reply.problemCode, request, reply);
	}

	return (app) => {
		app.addHook('onResponse', (request, reply, done) => {
			done();
			count(request, reply);
		});
	};
}

/**
 * An answer that goes on for as long as somebody listens says nothing about how fast the API is. Such an
 * answer bypasses Fastify, so its headers are the only ones that the raw answer knows.
 */
function isStream({ raw }: FastifyReply): boolean {
	const type = raw.getHeader('content-type');
	return typeof type === 'string' && type.startsWith('text/event-stream');
}

function nameOf(method: string, template: string | undefined): [method: string, route: string] {
	if (template !== undefined) return [method, template];
	return [USUAL_METHODS.has(method) ? method : 'other', UNMATCHED];
}

function createProblemCounts(registry: Registry) {
	const problems = registry.counter({
		name: 'postern_problems_total',
		help: 'Requests that were answered with a problem, by its code.',
		labels: ['code'],
	});
	const hits = registry.counter({
		name: 'postern_limit_hits_total',
		help: 'Requests that were refused since somebody had done too much, by the limit.',
		labels: ['limit'],
	});
	for (const limit of ['requests', 'credentials', ...Object.values(LIMITS)]) hits(limit);
	return (code: string, request: FastifyRequest, reply: FastifyReply): void => {
		problems(code).inc();
		const limit = LIMITS[code];
		if (limit !== undefined) hits(limit).inc();
		else if (reply.statusCode === TOO_MANY_REQUESTS) {
			hits(request.routeOptions.config.limit ?? 'requests').inc();
		}
	};
}
