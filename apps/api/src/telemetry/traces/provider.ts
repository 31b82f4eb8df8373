import { randomUUID } from 'node:crypto';
import type { Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
	detectResources,
	resourceAttributesEnvDetector,
	resourceFromAttributes,
	serviceNameEnvDetector,
} from '@opentelemetry/resources';
import {
	BatchSpanProcessor,
	ParentBasedSampler,
	type SpanExporter,
	TraceIdRatioBasedSampler,
	TracerProvider,
} from '@opentelemetry/sdk-trace';

/** Where spans go. */
export interface ProviderOptions {
	/** The collector, without the path of its traces. */
	readonly url: string;
	/** The share of requests that is traced, from 0 to 1. */
	readonly share: number;
	readonly version: string;
	/** Told when spans could not be delivered, at most once a minute. */
	readonly onFailure: (error: unknown) => void;
}

const EXPORT_TIMEOUT_MS = 5000;
const BATCH_EVERY_MS = 1000;
/** About a megabyte; what is above it while the collector is away is dropped. */
const QUEUE_MAX = 2048;
const TOLD_EVERY_MS = 60_000;
const FLUSH_WITHIN_MS = 1000;

/**
 * A tracer whose spans leave in batches, behind everything else. A collector that is away or slow costs
 * the queue and nothing more.
 */
export function createTraceProvider({ url, share, version, onFailure }: ProviderOptions) {
	const exporter = new OTLPTraceExporter({
		url: `${url}/v1/traces`,
		timeoutMillis: EXPORT_TIMEOUT_MS,
		concurrencyLimit: 2,
	});
	const own = resourceFromAttributes({
		'service.name': 'postern-api',
		'service.version': version,
		'service.instance.id': randomUUID(),
	});
	const provider = new TracerProvider({
		// OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES, as everywhere.
		resource: own.merge(
			detectResources({
				detectors: [serviceNameEnvDetector, resourceAttributesEnvDetector],
			}),
		),
		sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
		spanProcessors: [
			new BatchSpanProcessor({
				exporter: tellingFailures(exporter, onFailure),
				maxQueueSize: QUEUE_MAX,
				scheduledDelayMillis: BATCH_EVERY_MS,
				exportTimeoutMillis: EXPORT_TIMEOUT_MS,
			}),
		],
	});
	const tracer: Tracer = provider.getTracer('postern');
	return {
		tracer,
		/** Sends what is left; the end of the process waits for it no longer than a second. */
		close: (): Promise<void> =>
			Promise.race([
				provider.shutdown().catch(onFailure),
				new Promise<void>((resolve) => {
					setTimeout(resolve, FLUSH_WITHIN_MS).unref();
				}),
			]),
	};
}

function tellingFailures(
	exporter: SpanExporter,
	onFailure: (error: unknown) => void,
): SpanExporter {
	let toldAt = Number.NEGATIVE_INFINITY;
	return {
		export: (spans, done) => {
			exporter.export(spans, (result) => {
				if (result.error !== undefined && performance.now() - toldAt >= TOLD_EVERY_MS) {
					toldAt = performance.now();
					onFailure(result.error);
				}
				done(result);
			});
		},
		shutdown: () => exporter.shutdown(),
	};
}
