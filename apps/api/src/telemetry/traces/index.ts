import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from '@opentelemetry/api';
import type { App } from '../../http/app.ts';
import type { Mailer } from '../../ports/mailer.ts';
import type { OnStatement, Storage } from '../../ports/storage.ts';
import { traceMailer } from './mailer.ts';
import { createTraceProvider, type ProviderOptions } from './provider.ts';
import { createRequestTraces } from './requests.ts';
import { createStatementTraces, tellLookups } from './statements.ts';

/** What is traced, and where it goes. */
export interface TracesOptions extends ProviderOptions {
	readonly trustedProxies: readonly string[];
	readonly engine: Storage['engine'];
}

/** Traces that go to a collector. */
export interface Traces {
	/** Before the routes; what is left is sent when the app closes. */
	readonly watchRequests: (app: App) => void;
	readonly onStatement: OnStatement;
	readonly watchStorage: (storage: Storage) => Storage;
	readonly watchMailer: (mailer: Mailer) => Mailer;
}

/** Nothing is sent before something has happened. */
export function createTraces({ trustedProxies, engine, ...options }: TracesOptions): Traces {
	const { tracer, close } = createTraceProvider(options);
	const current = new AsyncLocalStorage<Context>();
	const traceRequests = createRequestTraces({ tracer, current, trustedProxies });
	const onStatement = createStatementTraces({
		...{ tracer, current },
		engine: engine === 'postgres' ? 'postgresql' : engine,
	});
	return {
		onStatement,
		watchRequests: (app) => {
			traceRequests(app);
			app.addHook('onClose', close);
		},
		watchStorage: (storage) => tellLookups(storage, onStatement),
		watchMailer: (mailer) => traceMailer(mailer, tracer),
	};
}
