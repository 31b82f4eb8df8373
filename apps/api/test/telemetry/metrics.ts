import { createMetrics } from '../../src/telemetry/metrics/index.ts';
import { createTestApp, type TestApp } from '../app.ts';

/** The values of one series in the text of the metrics, by its labels as they are written. */
export type Series = (name: string, labels?: string) => number | undefined;

/** The whole app, and what is measured of it. */
export interface MeasuredApp extends TestApp {
	readonly text: () => string;
	/** The labels of everything that is measured, by its name. */
	readonly labels: () => ReadonlyMap<string, readonly string[]>;
	readonly valueOf: Series;
}

/** The whole app with its metrics, as they are with `METRICS_PORT`. */
export async function createMeasuredApp(
	settings: Parameters<typeof createTestApp>[0] = {},
): Promise<MeasuredApp> {
	// The time stands still in tests; what is read seldom is read when it is asked for.
	let asked = 0;
	const metrics = createMetrics({ clock: () => (asked += 60_000), version: '1.2.3' });
	const api = await createTestApp(settings, {
		watch: metrics.watch,
		watchRequests: metrics.watchRequests,
	});
	metrics.watchState({ ...api, redis: { isUp: () => false } });
	const { text, labels } = metrics.registry;
	return { ...api, text, labels, valueOf: (name, pairs) => valueIn(text(), name, pairs) };
}

/** What a series says in a text; undefined where it is not there. */
export function valueIn(text: string, name: string, labels?: string): number | undefined {
	const start = `${name}${labels === undefined ? '' : `{${labels}}`} `;
	const line = text.split('\n').find((each) => each.startsWith(start));
	return line === undefined ? undefined : Number(line.slice(start.length));
}
