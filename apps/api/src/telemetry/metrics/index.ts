import type { App } from '../../http/app.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Watch } from '../../ports/watch.ts';
import { registerProcessGauges } from './process.ts';
import { createRegistry, type Registry } from './registry.ts';
import { createRequestCounts } from './requests.ts';
import { openMetricsServer } from './server.ts';
import { registerStateGauges, type StateDeps } from './state.ts';
import { createCountingWatch } from './watch.ts';

/** What metrics need. */
export interface MetricsOptions {
	readonly clock: Clock;
	/** Of the API. */
	readonly version: string;
}

/** Metrics that count, and can be shown. */
export interface Metrics {
	/** Where a gauge more is registered. */
	readonly registry: Registry;
	readonly watch: Watch;
	/** Before the routes. */
	readonly watchRequests: (app: App) => void;
	/** Begins to say how the services are. */
	readonly watchState: (deps: Omit<StateDeps, 'clock'>) => void;
}

/** Everything that is counted, from now on. Nothing listens yet. */
export function createMetrics({ clock, version }: MetricsOptions): Metrics {
	const registry = createRegistry();
	registerProcessGauges(registry, clock);
	return {
		registry,
		watch: createCountingWatch(registry),
		watchRequests: createRequestCounts(registry),
		watchState: (deps) => {
			registerBuildInfo(registry, version, deps.storage.engine);
			registerStateGauges(registry, { ...deps, clock });
		},
	};
}

/** Shows them. @throws when it cannot listen */
export function showMetrics(
	{ registry }: Pick<Metrics, 'registry'>,
	{ host, port }: { readonly host: string; readonly port: number },
) {
	return openMetricsServer({ host, port, text: registry.text });
}

function registerBuildInfo(registry: Registry, version: string, database: string): void {
	const labels = { version, node: process.versions.node, database };
	registry.gauge(
		{
			name: 'postern_build_info',
			help: 'Always 1; which version runs, and on what.',
			labels: Object.keys(labels),
		},
		() => [{ labels, value: 1 }],
	);
}
