import { createMetrics } from '../../src/telemetry/metrics/index.ts';
import { createTestApp, type TestApp } from '../app.ts';

/** The values of one series in the text of the metrics, by its labels as they are written. */
export type Series = (name: string, labels?: string) => number | undefined;

/** The whole app with its metrics, as they are with `METRICS_PORT`. */
export async function createMeasuredApp(
	settings: Parameters<typeof createTestApp>[0] = {},
): Promise<TestApp & { readonly text: () => string; readonly valueOf: Series }> {
	// The time stands still in tests; what is read seldom is read when it is asked for.
	let asked = 0;
	const metrics = createMetrics({ clock: () => (asked += 60_000), version: '1.2.3' });
	const api = await createTestApp(settings, {
		watch: metrics.watch,
		watchRequests: metrics.watchRequests,
	});
	metrics.watchState(api);
	const { text } = metrics.registry;
	return { ...api, text, valueOf: (name, labels) => valueIn(text(), name, labels) };
}

/** What a series says in a text; undefined where it is not there. */
export function valueIn(text: string, name: string, labels?: string): number | undefined {
	const start = `${name}${labels === undefined ? '' : `{${labels}}`} `;
	const line = text.split('\n').find((each) => each.startsWith(start));
	return line === undefined ? undefined : Number(line.slice(start.length));
}
