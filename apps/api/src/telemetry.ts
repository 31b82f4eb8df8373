import type { Config } from './config.ts';
import type { App } from './http/app.ts';
import type { Clock } from './ports/clock.ts';
import type { Storage } from './ports/storage.ts';
import type { Watch } from './ports/watch.ts';
import type { Services } from './services.ts';

/** What operators see of a process from outside, besides its log. */
export interface Telemetry {
	readonly watch: Watch | undefined;
	/** Puts its hooks before those of the app. */
	readonly watchRequests: ((app: App) => void) | undefined;
	/**
	 * Shows what is measured, and begins to say how the services are; answers where.
	 * @throws when it cannot listen
	 */
	start(services: Services, storage: Storage): Promise<{ metricsPort?: number }>;
}

type TelemetryConfig = Pick<Config, 'metricsPort' | 'metricsHost'>;

const NOTHING: Telemetry = {
	watch: undefined,
	watchRequests: undefined,
	start: async () => ({}),
};

/** Loads what the settings switch on; what they do not is not even loaded. */
export async function openTelemetry(config: TelemetryConfig, clock: Clock): Promise<Telemetry> {
	const { metricsPort: port, metricsHost: host } = config;
	if (port === null) return NOTHING;
	const { createMetrics, showMetrics } = await import('./telemetry/metrics/index.ts');
	const { watch, watchRequests, watchState, registry } = createMetrics(clock);
	return {
		watch,
		watchRequests,
		async start(services, storage) {
			watchState({ services, storage });
			return { metricsPort: (await showMetrics({ registry }, { host, port })).port };
		},
	};
}
