import { Problem } from '@postern/problem';
import type { App } from './app.ts';
import { createHeaderWriter, type HeaderOptions } from './headers.ts';
import { createLimitCheck, type Limits } from './limits.ts';
import { createOriginRules, type TrustedOrigins } from './origins.ts';

/** What stands around every route. */
export interface EdgeOptions extends HeaderOptions, TrustedOrigins {
	readonly limits: Limits;
}

/**
 * The one hook every request passes: headers, CORS, CSRF and the client's budget, cheapest first and
 * before anything that costs. One hook and no promise, because each costs every request.
 */
export function registerEdge(app: App, options: EdgeOptions): void {
	const writeHeaders = createHeaderWriter(options);
	const origins = createOriginRules(options);
	const checkLimit = createLimitCheck(options.limits);
	app.addHook('onRequest', (request, reply, done) => {
		writeHeaders(reply);
		reply.header('x-request-id', request.id);
		origins.allowReading(request, reply);
		if (origins.answerPreflight(request, reply)) return;
		// Origin before budget: or a foreign page could spend the budget of whoever looks at it.
		const refusal = origins.forbidsWriting(request) ?? checkLimit(request, reply);
		if (refusal === null) done();
		else if (refusal instanceof Problem) done(refusal);
		else
			void refusal.then((late) => {
				done(late ?? undefined);
			}, done);
	});
}
