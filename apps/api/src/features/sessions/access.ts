import { Problem, type ProblemKind } from '@postern/problem';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { App } from '../../http/app.ts';
import { type Clock, SECOND_MS } from '../../ports/clock.ts';
import type { SessionChecker } from './checker.ts';
import type { CredentialReader } from './credential.ts';
import { problems, refusals } from './problems.ts';
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
	/** The same, for routes whose calls are no use of the session. */
	readonly look: SessionChecker;
	readonly clock: Clock;
	/** Whether an account whose address nobody has proven yet reaches all that a session does, or only itself. */
	readonly unverifiedMay: 'everything' | 'account';
	/** How long ago a person may have proven who they are, where a route wants that to be recent. */
	readonly recentSeconds: number;
}

/**
 * Guards every route by the access rule it declares. Must be registered before the routes.
 * Where a route wants a recent proof, a session that began longer ago is asked to sign in again (ASVS 5.0,
 * 7.5.1): whoever finds a screen unlocked, or steals a cookie, takes over no account with it.
 * @throws at boot when a route declares none: nothing is open because somebody forgot.
 */
export function registerSessionAccess(app: App, deps: AccessDeps): void {
	app.decorateRequest('checkedSession', null);
	const guards = {
		use: createGuard(deps.readCredential, deps.check),
		look: createGuard(deps.readCredential, deps.look),
	};
	const guardsOf = createFurtherGuards(deps);
	app.addHook('onRoute', (route) => {
		const { access, proof, isUse = true } = route.config ?? {};
		if (access === undefined) {
			throw new Error(`${String(route.method)} ${route.url} declares no access rule`);
		}
		if (access === 'public') {
			if (proof !== undefined) throw new Error(`${route.url} is public and wants a proof`);
			return;
		}
		const guard = isUse ? guards.use : guards.look;
		route.onRequest = [guard, ...guardsOf(route), ...hooksOf(route)];
		route.config = { ...route.config, failures: failuresOf(route) };
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

function createGuard(readCredential: CredentialReader, check: SessionChecker) {
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

/** What is asked of a session beyond being good, by what its route declares. */
function createFurtherGuards(deps: AccessDeps) {
	const assertRecent = createRecentProofGuard(deps);
	return ({ config }: RouteOptions) => [
		...(config?.access === 'session' && deps.unverifiedMay === 'account' ? [assertVerified] : []),
		...(config?.proof === 'recent' ? [assertRecent] : []),
	];
}

/** How it can fail, whatever the settings are: the contract is one for all deployments. */
function failuresOf({ config }: RouteOptions): ProblemKind[] {
	return [
		...(config?.failures ?? []),
		...Object.values(refusals),
		...(config?.access === 'session' ? [problems.email_not_verified] : []),
		...(config?.proof === 'recent' ? [problems.step_up_required] : []),
	];
}

/** Keeps an account out whose address nobody has proven. */
function assertVerified(
	request: FastifyRequest,
	_reply: FastifyReply,
	done: (error?: Error) => void,
): void {
	const { isEmailVerified } = sessionOf(request).user;
	done(isEmailVerified ? undefined : new Problem(problems.email_not_verified));
}

function createRecentProofGuard(deps: AccessDeps) {
	const isRecent = createIsRecent(deps);
	return (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
		done(isRecent(sessionOf(request)) ? undefined : new Problem(problems.step_up_required));
	};
}

/** Makes the function that tells whether a person proved who they are a moment ago. */
export function createIsRecent({
	clock,
	recentSeconds,
}: Pick<AccessDeps, 'clock' | 'recentSeconds'>) {
	return ({ provenAt }: Pick<CheckedSession, 'provenAt'>): boolean =>
		clock() - provenAt <= recentSeconds * SECOND_MS;
}
