import type { AsyncLocalStorage } from 'node:async_hooks';
import {
	type Context,
	type Span,
	SpanKind,
	SpanStatusCode,
	trace,
	type Tracer,
} from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import type { App } from '../../http/app.ts';
import { createParentReader } from './parent.ts';

/** What tracing requests needs. */
export interface RequestTracesDeps {
	readonly tracer: Tracer;
	/** Holds the trace that the code which runs now works for. */
	readonly current: AsyncLocalStorage<Context>;
	readonly trustedProxies: readonly string[];
}

const SERVER_ERROR = 500;

/**
 * One span for each request, by the template of its route. Neither a header nor a query, a body or an
 * address is in it; the request's id leads to its line in the log.
 */
export function createRequestTraces({ tracer, current, trustedProxies }: RequestTracesDeps) {
	const parentOf = createParentReader(trustedProxies);
	const contexts = new WeakMap<FastifyRequest, Context>();

	function begin(request: FastifyRequest): Context {
		const { url: route } = request.routeOptions;
		const parent = parentOf(request);
		const attributes = {
			'http.request.method': request.method,
			...(route === undefined ? {} : { 'http.route': route }),
			'postern.request.id': request.id,
		};
		const name = route === undefined ? request.method : `${request.method} ${route}`;
		const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
		const context = trace.setSpan(parent, span);
		contexts.set(request, context);
		return context;
	}

	function end(request: FastifyRequest, finish: (span: Span) => void): void {
		const context = contexts.get(request);
		const span = context && trace.getSpan(context);
		if (span?.isRecording() !== true) return;
		finish(span);
		span.end();
	}

	return (app: App): void => {
		app.addHook('onRequest', (request, _reply, done) => {
			current.run(begin(request), done);
		});
		// A body comes with events of the socket, and several sessions are looked up for one request: what
		// follows is this request's own work again.
		app.addHook('preValidation', (request, _reply, done) => {
			const context = contexts.get(request);
			if (context === undefined) done();
			else current.run(context, done);
		});
		app.addHook('onResponse', (request, reply, done) => {
			done();
			end(request, (span) => {
				span.setAttribute('http.response.status_code', reply.statusCode);
				if (reply.problemCode !== undefined) span.setAttribute('error.type', reply.problemCode);
				if (reply.statusCode >= SERVER_ERROR) span.setStatus({ code: SpanStatusCode.ERROR });
			});
		});
		app.addHook('onRequestAbort', (request, done) => {
			done();
			end(request, (span) => span.setAttribute('error.type', 'client_left'));
		});
	};
}
