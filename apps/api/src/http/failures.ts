import type { ProblemKind } from '@postern/problem';
import type { RouteOptions } from 'fastify';
import type { App } from './app.ts';
import { problems } from './problems.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Adds to each route's declared failures those that its method and its schemas bring along. */
export function registerSharedFailures(app: App): void {
	app.addHook('onRoute', (route) => {
		route.config = {
			...route.config,
			failures: [...(route.config?.failures ?? []), ...shared(route)],
		};
	});
}

function shared(route: RouteOptions): readonly ProblemKind[] {
	const kinds: ProblemKind[] = [
		problems.malformed_request,
		...(route.config?.limit === 'none' ? [] : [problems.rate_limited]),
		problems.internal_error,
		problems.unavailable,
	];
	const isWrite = [route.method].flat().some((method) => !SAFE_METHODS.has(method));
	const { body, params, querystring, headers } = route.schema ?? {};
	if (isWrite) {
		kinds.push(
			problems.origin_not_allowed,
			problems.unsupported_media_type,
			problems.body_too_large,
		);
	}
	if ([body, params, querystring, headers].some((schema) => schema !== undefined)) {
		kinds.push(problems.invalid_request);
	}
	return kinds;
}
