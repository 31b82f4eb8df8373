import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** A span as a collector gets it, with its attributes by name. */
export interface ReceivedSpan {
	readonly name: string;
	readonly traceId: string;
	readonly spanId: string;
	readonly parentSpanId?: string;
	readonly status?: { readonly code?: number };
	readonly attributes: Readonly<Record<string, unknown>>;
}

interface Payload {
	readonly resourceSpans: readonly {
		readonly resource: { readonly attributes: readonly RawAttribute[] };
		readonly scopeSpans: readonly {
			readonly spans: readonly (Omit<ReceivedSpan, 'attributes'> & {
				readonly attributes: readonly RawAttribute[];
			})[];
		}[];
	}[];
}

interface RawAttribute {
	readonly key: string;
	readonly value: Readonly<Record<string, unknown>>;
}

const PATIENCE_MS = 15_000;

/** An OpenTelemetry collector for tests: it takes OTLP as JSON over HTTP and remembers it. */
export async function startCollector() {
	const bodies: string[] = [];
	const paths = new Set<string>();
	const server = createServer((request, response) => {
		paths.add(`${request.method ?? ''} ${request.url ?? ''}`);
		void text(request).then((body) => {
			bodies.push(body);
			response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const payloads = () => bodies.map((body) => JSON.parse(body) as Payload);
	const spans = (): ReceivedSpan[] =>
		payloads()
			.flatMap(({ resourceSpans }) => resourceSpans)
			.flatMap(({ scopeSpans }) => scopeSpans)
			.flatMap((scope) => scope.spans)
			.map((span) => ({ ...span, attributes: byName(span.attributes) }));

	return {
		url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
		spans,
		paths: () => [...paths],
		/** Everything that came, as it came. */
		raw: () => bodies.join('\n'),
		resource: () =>
			byName(
				payloads().flatMap(({ resourceSpans }) => resourceSpans)[0]?.resource.attributes ?? [],
			),
		/** Waits for as many spans of this name. @throws when they do not come */
		async received(name: string, count = 1): Promise<ReceivedSpan[]> {
			for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
				const found = spans().filter((span) => span.name === name);
				if (found.length >= count) return found;
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
			const names = spans().map((span) => span.name);
			throw new Error(`no ${String(count)} of ${name} among ${names.join(', ')}`);
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

function byName(attributes: readonly RawAttribute[]): Record<string, unknown> {
	return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
