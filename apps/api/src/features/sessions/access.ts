import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { App } from '../../http/app.ts';
import type { SessionChecker } from './checker.ts';
import type { CredentialReader } from './credential.ts';
import { refusals } from './problems.ts';
import type { CheckedSession } from './verdict.ts';

declare module 'fastify' {
	interface FastifyRequest {
		checkedSession: CheckedSession | null;
	}
}

/** What guarding routes needs. */
export interface AccessDeps {
	readonly readCredential: CredentialReader;
	readonly check: SessionChecker;
}

/**
 * Guards every route by the access rule it declares. Must be registered before the routes.
 * @throws at boot when a route declares none: nothing is open because somebody forgot.
 */
export function registerSessionAccess(app: App, deps: AccessDeps): void {
	app.decorateRequest('checkedSession', null);
	const guard = createGuard(deps);
	app.addHook('onRoute', (route) => {
		const access = route.config?.access;
		if (access === undefined) {
			throw new Error(`${String(route.method)} ${route.url} declares no access rule`);
		}
		if (access === 'public') return;
		route.onRequest = [guard, ...hooksOf(route)];
		route.config = {
			...route.config,
			failures: [...(route.config?.failures ?? []), ...Object.values(refusals)],
		};
	});
}

/**
 * The session a guarded request was let in with.
 * @throws when the route is public: asking there is a mistake in the program.
 */
export function sessionOf(request: FastifyRequest): CheckedSession {
	if (request.checkedSession === null) throw new Error('this route is not guarded');
	return request.checkedSession;
}

function hooksOf({ onRequest }: RouteOptions) {
	return onRequest === undefined ? [] : [onRequest].flat();
}

function createGuard({ readCredential, check }: AccessDeps) {
	return (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
		check(readCredential(request.headers), (outcome) => {
			if (outcome instanceof Error) {
				done(outcome);
				return;
			}
			request.checkedSession = outcome;
			done();
		});
	};
}
