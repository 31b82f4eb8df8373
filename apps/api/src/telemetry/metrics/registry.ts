import { type Family, type Sample, writeFamilies } from './text.ts';

/** Counts up. */
export interface Counter {
	inc(by?: number): void;
}

/** Counts values by how large they are. */
export interface Histogram {
	observe(value: number): void;
}

/** One or several values of a gauge; undefined for what is not known now, which leaves it out. */
export type GaugeValue = number | undefined | readonly Sample[];

/** What there is to say about a metric: its name and a sentence for those who read it elsewhere. */
export interface Described {
	readonly name: string;
	readonly help: string;
	/** Every value of a label must come from a list that the program knows. */
	readonly labels?: readonly string[];
}

/**
 * Numbers about this process, and their text. A series is asked for once and kept by who counts, so that
 * counting is an addition and looks nothing up.
 */
export function createRegistry() {
	const families: Family[] = [];

	function add(type: Family['type'], described: Described, samples: Family['samples']): void {
		const { name, help, labels = [] } = described;
		if (families.some((family) => family.name === name)) {
			throw new Error(`${name} is measured already`);
		}
		families.push({ type, name, help, labels, samples });
	}

	return {
		/** Numbers that only grow; give it the values of its labels, in their order. */
		counter(described: Described): (...values: string[]) => Counter {
			const series = createSeries(described.labels ?? [], () => ({ value: 0 }));
			add('counter', described, () =>
				series.all().map(({ labels, state }) => ({ labels, value: state.value })),
			);
			return (...values) => {
				const state = series.of(values);
				return {
					inc: (by = 1) => {
						state.value += by;
					},
				};
			};
		},

		/** A value that is read when somebody asks; reading it must be cheap. */
		gauge(described: Described, read: () => GaugeValue): void {
			add('gauge', described, () => samplesOf(read()));
		},

		/** The same for what only grows and is counted elsewhere. */
		total(described: Described, read: () => GaugeValue): void {
			add('counter', described, () => samplesOf(read()));
		},

		/** @param bounds upper ends of its buckets, growing */
		histogram(
			described: Described & { readonly bounds: readonly number[] },
		): (...values: string[]) => Histogram {
			const { bounds } = described;
			const series = createSeries(described.labels ?? [], () => createBuckets(bounds));
			add('histogram', described, () =>
				series.all().flatMap(({ labels, state }) => state.samples(labels)),
			);
			return (...values) => series.of(values);
		},

		/** Everything in the text format of Prometheus (version 0.0.4). */
		text: (): string => writeFamilies(families),

		/** The labels of everything that is measured, by its name. */
		labels: (): ReadonlyMap<string, readonly string[]> =>
			new Map(families.map(({ name, labels }) => [name, labels])),
	};
}

/** The numbers about this process. */
export type Registry = ReturnType<typeof createRegistry>;

function samplesOf(value: GaugeValue): readonly Sample[] {
	if (value === undefined) return [];
	return typeof value === 'number' ? [{ labels: {}, value }] : value;
}

/** A state for each combination of label values that was asked for. */
function createSeries<State>(names: readonly string[], create: () => State) {
	const known = new Map<string, { labels: Record<string, string>; state: State }>();
	return {
		of(values: readonly string[]): State {
			const key = values.join('\0');
			const found = known.get(key);
			if (found !== undefined) return found.state;
			if (values.length !== names.length) throw new Error('every label needs a value');
			const labels = Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']));
			const state = create();
			known.set(key, { labels, state });
			return state;
		},
		all: () => [...known.values()],
	};
}

function createBuckets(bounds: readonly number[]) {
	// One more for what is above all bounds.
	const counts = new Array<number>(bounds.length + 1).fill(0);
	let sum = 0;
	return {
		observe(value: number): void {
			let at = 0;
			while (at < bounds.length && value > (bounds[at] as number)) at += 1;
			counts[at] = (counts[at] as number) + 1;
			sum += value;
		},
		samples(labels: Readonly<Record<string, string>>): Sample[] {
			let count = 0;
			const buckets = counts.map((inBucket, at): Sample => {
				count += inBucket;
				const le = at < bounds.length ? String(bounds[at]) : '+Inf';
				return { suffix: '_bucket', labels: { ...labels, le }, value: count };
			});
			return [
				...buckets,
				{ suffix: '_sum', labels, value: sum },
				{ suffix: '_count', labels, value: count },
			];
		},
	};
}
