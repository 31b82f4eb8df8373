import { randomUUID } from 'node:crypto';
import type { AccountNews } from '../../ports/account-news.ts';
import { createListeners } from './in-process.ts';

/** A way to hand a short text to all other processes. */
export interface Wire {
	/** Rejects when it cannot be sent now; it is not tried again. */
	send(text: string): Promise<void>;
	/**
	 * Begins to hear, and goes on until closed, through whatever happens to the connection.
	 * @param onReady called whenever it begins to hear, also after a break
	 */
	listen(onText: (text: string) => void, onReady: () => void): void;
	close(): Promise<void>;
}

/** What news between processes need. */
export interface NewsDeps {
	readonly wire: Wire;
	/** Called when news begin to be lost; not for each that is. */
	readonly onError: (error: unknown) => void;
}

/** With ids of 36 characters it stays far below the 8,000 bytes that Postgres carries. */
const IDS_MAX = 150;
const TEXT_MAX = 8000;

/**
 * News over a wire. Whoever is here hears them at once; the others hear them in few messages, however many
 * accounts they are about, since only one message is on its way at a time. Nothing is heard before somebody
 * listens.
 */
export function createNews({ wire, onError }: NewsDeps): AccountNews {
	const self = randomUUID();
	const listeners = createListeners();
	const waiting = new Set<string>();
	let sending: Promise<void> | undefined;
	let isListening = false;
	let isBroken = false;

	async function send(userIds: readonly string[]): Promise<void> {
		try {
			await wire.send([self, ...userIds].join(' '));
			isBroken = false;
		} catch (error) {
			if (!isBroken) onError(error);
			isBroken = true;
		}
	}

	async function sendAll(): Promise<void> {
		// The rest of this turn's news go with it.
		await new Promise((resolve) => setImmediate(resolve));
		while (waiting.size > 0) {
			const userIds = [...waiting].slice(0, IDS_MAX);
			for (const userId of userIds) waiting.delete(userId);
			await send(userIds);
		}
		sending = undefined;
	}

	function receive(text: string): void {
		if (text.length > TEXT_MAX) return;
		const [sender, ...userIds] = text.split(' ');
		if (sender !== self && userIds.length > 0) listeners.hear(userIds);
	}

	return {
		publish(userId) {
			listeners.hear([userId]);
			waiting.add(userId);
			sending ??= sendAll();
		},
		subscribe(listener) {
			const remove = listeners.add(listener);
			if (!isListening) wire.listen(receive, listeners.missed);
			isListening = true;
			return remove;
		},
		async close() {
			await sending;
			await wire.close();
		},
	};
}
