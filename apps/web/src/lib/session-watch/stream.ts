import { readEvents, type StreamEvent } from './events.ts';

/**
 * How a stream came to its end.
 * - `over`: the session is, and this is why, as far as it says
 * - `bye`: the API sends everybody away for so long
 * - `held`: nothing came, or no stream; something between may hold it back, or the API has no room
 * - `lost`: the connection broke
 */
export type StreamEnd =
	| { readonly kind: 'over'; readonly reason: string | null }
	| { readonly kind: 'bye'; readonly retryMs: number }
	| { readonly kind: 'held' }
	| { readonly kind: 'lost'; readonly wasHeard: boolean };

/** What following a stream needs. */
export interface StreamDeps {
	/** Asks for the stream. */
	readonly open: (signal: AbortSignal) => Promise<Response>;
	/** The session is good, and this is what it says. */
	readonly onSession: (state: unknown) => void;
	readonly schedule: (run: () => void, delayMs: number) => () => void;
}

/** Without a first event until then, it is taken for held back. */
const FIRST_WITHIN_MS = 5_000;
/** The API says something every 15 s; after three times that, the connection is one in name only. */
const NEXT_WITHIN_MS = 45_000;
const RETURN_MS = 1_000;

/** Follows one stream to its end. Never throws. */
export async function followStream(deps: StreamDeps, signal: AbortSignal): Promise<StreamEnd> {
	const patience = createPatience(deps.schedule, signal);
	const progress = { wasHeard: false };

	function noteSign(isEvent: boolean): void {
		progress.wasHeard ||= isEvent;
		// What is held back until there is enough of it, begins with comments too.
		if (progress.wasHeard) patience.renew(NEXT_WITHIN_MS);
	}

	patience.renew(FIRST_WITHIN_MS);
	try {
		const response = await deps.open(patience.signal);
		const end =
			(await refusalOf(response)) ?? (await readToEnd(response, deps.onSession, noteSign));
		return end ?? { kind: 'lost', ...progress };
	} catch {
		const isHeld = patience.isOver() && !progress.wasHeard;
		return isHeld ? { kind: 'held' } : { kind: 'lost', ...progress };
	} finally {
		patience.end();
	}
}

/** A signal that comes when the outer one does, or when nothing was heard for too long. */
function createPatience(schedule: StreamDeps['schedule'], outer: AbortSignal) {
	const leaving = new AbortController();
	let isOver = false;
	let cancel = (): void => undefined;
	const leave = (): void => {
		leaving.abort();
	};
	outer.addEventListener('abort', leave, { once: true });
	return {
		signal: leaving.signal,
		isOver: () => isOver,
		renew(ms: number): void {
			cancel();
			cancel = schedule(() => {
				isOver = true;
				leave();
			}, ms);
		},
		/** Closes what is still open. */
		end(): void {
			cancel();
			outer.removeEventListener('abort', leave);
			leave();
		},
	};
}

async function readToEnd(
	{ body }: Response,
	onSession: (state: unknown) => void,
	onSign: (isEvent: boolean) => void,
): Promise<StreamEnd | null> {
	if (!body) return { kind: 'held' };
	for await (const event of readEvents(body)) {
		onSign(event !== null);
		if (event?.name === 'session') onSession(event.data);
		const end = event && endOf(event);
		if (end) return end;
	}
	return null;
}

async function refusalOf(response: Response): Promise<StreamEnd | null> {
	if (response.status === 401) {
		const body: unknown = await response.json().catch(() => null);
		return { kind: 'over', reason: textIn(body, 'reason') };
	}
	if (response.status >= 500 && response.status !== 503) return { kind: 'lost', wasHeard: false };
	const type = response.headers.get('content-type') ?? '';
	return response.ok && type.startsWith('text/event-stream') ? null : { kind: 'held' };
}

function endOf({ name, data, retryMs }: StreamEvent): StreamEnd | null {
	if (name === 'ended') return { kind: 'over', reason: textIn(data, 'reason') };
	return name === 'bye' ? { kind: 'bye', retryMs: retryMs ?? RETURN_MS } : null;
}

/** A member of what may be an object. */
export function textIn(value: unknown, name: string): string | null {
	if (typeof value !== 'object' || value === null) return null;
	const member: unknown = Reflect.get(value, name);
	return typeof member === 'string' ? member : null;
}
