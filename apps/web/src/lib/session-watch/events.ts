/** An event of a stream, its data parsed. */
export interface StreamEvent {
	readonly name: string;
	/** Null where it is no JSON. */
	readonly data: unknown;
	/** How long to wait before connecting again; null where it does not say. */
	readonly retryMs: number | null;
}

/** Far more than an event of this API has; whatever sends more is something else. */
const EVENT_LENGTH_MAX = 16_384;

/**
 * Reads server-sent events (WHATWG HTML, 9.2.6) as this API writes them: one line of data, lines that end with
 * a line feed. Comments give null, since they say that somebody is there.
 * @throws {TypeError} when what comes is no stream of events; and what reading throws
 */
export async function* readEvents(
	body: ReadableStream<Uint8Array>,
): AsyncGenerator<StreamEvent | null, undefined> {
	// Not every browser lets a stream be iterated over.
	const reader = body.getReader();
	const decoder = new TextDecoder();
	let text = '';
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return undefined;
		const blocks = (text + decoder.decode(value, { stream: true })).split('\n\n');
		text = blocks.pop() ?? '';
		if (text.length > EVENT_LENGTH_MAX) throw new TypeError('This is no stream of events.');
		for (const block of blocks) yield parseEvent(block);
	}
}

function parseEvent(block: string): StreamEvent | null {
	const fields = new Map<string, string>();
	for (const line of block.split('\n')) {
		const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
		if (name !== undefined) fields.set(name, value ?? '');
	}
	const name = fields.get('event');
	if (name === undefined) return null;
	const retry = fields.get('retry') ?? '';
	return {
		name,
		data: parseJson(fields.get('data') ?? ''),
		retryMs: /^\d{1,9}$/.test(retry) ? Number(retry) : null,
	};
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
