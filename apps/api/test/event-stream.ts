/** Reading a stream of server-sent events, as a client does. */
import { once } from 'node:events';
import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

/** An event, its data parsed. */
export interface StreamedEvent {
	readonly name: string;
	readonly data: Record<string, unknown>;
	/** When to come back, in milliseconds; null where it does not say. */
	readonly retryMs: number | null;
}

/** A stream that is being read. Disposing of it leaves it. */
export interface ReadStream extends Disposable {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	/** The next event; null once the stream has ended. */
	next(): Promise<StreamedEvent | null>;
	/** How many comments have come so far. */
	comments(): number;
}

/**
 * Opens a stream, on a connection of its own: `fetch` opens others in advance, which hold up a stop.
 * @param url the whole address
 */
export async function readStream(url: string, cookie: string): Promise<ReadStream> {
	const request = get(url, { agent: false, headers: { accept: 'text/event-stream', cookie } });
	const [response] = (await once(request, 'response')) as [IncomingMessage];
	let comments = 0;
	const blocks = blocksOf(response.setEncoding('utf8'));

	async function next(): Promise<StreamedEvent | null> {
		for (;;) {
			const { done, value } = await blocks.next();
			if (done === true) return null;
			if (!value.startsWith(':')) return parse(value);
			comments += 1;
		}
	}

	return {
		...{ status: response.statusCode ?? 0, headers: response.headers, next },
		comments: () => comments,
		[Symbol.dispose]: () => {
			request.destroy();
		},
	};
}

async function* blocksOf(pieces: AsyncIterable<string>): AsyncGenerator<string, undefined> {
	let text = '';
	for await (const piece of pieces) {
		const blocks = (text + piece).split('\n\n');
		text = blocks.pop() ?? '';
		yield* blocks;
	}
	return undefined;
}

function parse(block: string): StreamedEvent {
	const fields = new Map(
		block.split('\n').map((line) => {
			const [name = '', ...value] = line.split(': ');
			return [name, value.join(': ')];
		}),
	);
	return {
		name: fields.get('event') ?? '',
		data: JSON.parse(fields.get('data') ?? '{}') as Record<string, unknown>,
		retryMs: fields.has('retry') ? Number(fields.get('retry')) : null,
	};
}
