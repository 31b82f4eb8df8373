import type { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import type { OnStatement, Storage } from '../../ports/storage.ts';

/** What tracing statements needs. */
export interface StatementTracesDeps {
	readonly tracer: Tracer;
	readonly current: AsyncLocalStorage<Context>;
	readonly engine: 'sqlite' | 'postgresql';
}

/** What a statement does to which table; the part behind `with` is not what it does. */
const WRITE = /\b(insert into|update|delete from) "([a-z_]+)"/;
const READ = /\b(select)\b.*?\bfrom "([a-z_]+)"/s;

/**
 * A span for each statement that a request makes. It has the statement's text, which holds no value: those
 * are parameters. What runs behind the scenes belongs to no request and is left out, also when a request
 * set it off and is over.
 */
export function createStatementTraces({
	tracer,
	current,
	engine,
}: StatementTracesDeps): OnStatement {
	return ({ text, ms, error }) => {
		const context = current.getStore();
		if (context === undefined || trace.getSpan(context)?.isRecording() !== true) return;
		const endTime = performance.timeOrigin + performance.now();
		const attributes = { 'db.system.name': engine, 'db.query.text': text };
		const options = { kind: SpanKind.CLIENT, attributes, startTime: endTime - ms };
		const span = tracer.startSpan(nameOf(text), options, context);
		if (error !== undefined) {
			// Its message may quote what was written.
			span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
			span.setStatus({ code: SpanStatusCode.ERROR });
		}
		span.end(endTime);
	};
}

/** Tells of look-ups too, which run beside Kysely; one may be made for several requests at once. */
export function tellLookups(storage: Storage, onStatement: OnStatement): Storage {
	return {
		...storage,
		lookup: (keyColumn, build) => {
			const find = storage.lookup(keyColumn, build);
			return telling(find, `look up by ${keyColumn}`, onStatement);
		},
		lookupAll: (build) => telling(storage.lookupAll(build), 'look up all', onStatement),
	};
}

function telling<Keys, Rows extends object>(
	find: (keys: Keys) => Rows | Promise<Rows>,
	text: string,
	onStatement: OnStatement,
): (keys: Keys) => Rows | Promise<Rows> {
	return (keys) => {
		const startedAt = performance.now();
		const tell = (error?: unknown) => {
			onStatement({
				text,
				ms: performance.now() - startedAt,
				...(error === undefined ? {} : { error }),
			});
		};
		const rows = find(keys);
		if (rows instanceof Promise) rows.then(() => tell(), tell);
		else tell();
		return rows;
	};
}

/** A name of few kinds, as `insert session`. */
function nameOf(text: string): string {
	const [, verb = text, table] = WRITE.exec(text) ?? READ.exec(text) ?? [];
	return table === undefined ? verb : `${verb.split(' ')[0] ?? verb} ${table}`;
}
