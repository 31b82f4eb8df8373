/** One value, with what tells it from the others of its family. */
export interface Sample {
	readonly labels: Readonly<Record<string, string>>;
	readonly value: number;
	/** For the parts of a histogram. */
	readonly suffix?: '_bucket' | '_sum' | '_count';
}

/** All values of one name. */
export interface Family {
	readonly name: string;
	readonly help: string;
	readonly type: 'counter' | 'gauge' | 'histogram';
	/** The names of its labels. */
	readonly labels: readonly string[];
	readonly samples: () => readonly Sample[];
}

/** The media type of the text below. */
export const METRICS_MEDIA_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Writes families as Prometheus reads them; a family whose values are not known is left out. */
export function writeFamilies(families: readonly Family[]): string {
	return families.map(writeFamily).join('');
}

function writeFamily({ name, help, type, samples }: Family): string {
	const lines = samples().map((sample) => writeSample(name, sample));
	if (lines.length === 0) return '';
	return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function writeSample(name: string, { suffix, labels, value }: Sample): string {
	const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
	const named = pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
	return `${name}${suffix ?? ''}${named} ${writeNumber(value)}\n`;
}

function writeNumber(value: number): string {
	if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
	return value > 0 ? '+Inf' : '-Inf';
}

function escapeHelp(text: string): string {
	return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
	return escapeHelp(text).replaceAll('"', '\\"');
}
