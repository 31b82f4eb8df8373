import { readFileSync } from 'node:fs';
import type { Config } from './config.ts';
import type { App } from './http/app.ts';
import type { Clock } from './ports/clock.ts';
import type { Mailer } from './ports/mailer.ts';
import type { OnStatement, Storage } from './ports/storage.ts';
import type { Watch } from './ports/watch.ts';
import type { Services } from './services.ts';

/** What metrics tell the state of. */
interface State {
	readonly services: Services;
	readonly storage: Storage;
	readonly redis: { readonly isUp: () => boolean } | null;
}

/** What operators see of a process from outside, besides its log. */
export interface Telemetry {
	readonly watch?: Watch;
	readonly onStatement?: OnStatement;
	/** Puts its hooks before those of the app. */
	readonly watchRequests: (app: App) => void;
	readonly watchStorage: (storage: Storage) => Storage;
	readonly watchMailer: (mailer: Mailer) => Mailer;
	/**
	 * Shows what is measured, and begins to say how the services are; answers where.
	 * @throws when it cannot listen
	 */
	show(state: State): Promise<{ metricsPort?: number }>;
}

/** What it depends on. */
export interface TelemetryDeps {
	readonly config: Pick<
		Config,
		'metricsPort' | 'metricsHost' | 'tracesUrl' | 'tracesShare' | 'trustedProxies' | 'databaseUrl'
	>;
	readonly clock: Clock;
	readonly logger: { warn(facts: object, message: string): void };
}

/** Loads what the settings switch on; what they do not is not even loaded. */
export async function openTelemetry(deps: TelemetryDeps): Promise<Telemetry> {
	const version = versionOfApi();
	const metrics = await openMetrics(deps, version);
	const traces = await openTraces(deps, version);
	return {
		...(metrics === undefined ? {} : { watch: metrics.watch }),
		...(traces === undefined ? {} : { onStatement: traces.onStatement }),
		watchRequests: (app) => {
			metrics?.watchRequests(app);
			traces?.watchRequests(app);
		},
		watchStorage: (storage) => traces?.watchStorage(storage) ?? storage,
		watchMailer: (mailer) => traces?.watchMailer(mailer) ?? mailer,
		show: async (state) => (await metrics?.show(state)) ?? {},
	};
}

async function openMetrics({ config, clock }: TelemetryDeps, version: string) {
	const { metricsPort: port, metricsHost: host } = config;
	if (port === null) return undefined;
	const { createMetrics, showMetrics } = await import('./telemetry/metrics/index.ts');
	const metrics = createMetrics({ clock, version });
	return {
		...metrics,
		async show(state: State) {
			metrics.watchState(state);
			return { metricsPort: (await showMetrics(metrics, { host, port })).port };
		},
	};
}

async function openTraces({ config, logger }: TelemetryDeps, version: string) {
	const { tracesUrl: url, tracesShare: share, trustedProxies } = config;
	if (url === null) return undefined;
	const { createTraces } = await import('./telemetry/traces/index.ts');
	return createTraces({
		...{ url, share, version, trustedProxies },
		engine: config.databaseUrl === null ? 'sqlite' : 'postgres',
		onFailure: (error) => {
			logger.warn({ err: error }, 'traces could not be delivered');
		},
	});
}

function versionOfApi(): string {
	const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
	return (JSON.parse(manifest) as { version: string }).version;
}
