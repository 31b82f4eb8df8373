import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;
const ATTEMPT_MS = 2000;

/** Waits until an address answers 2xx, or until the signal is aborted. Any other answer means "not yet". */
export async function waitUntilReady(url: string, signal: AbortSignal): Promise<boolean> {
	while (!signal.aborted) {
		if (await isReady(url, signal)) return true;
		await sleep(POLL_MS);
	}
	return false;
}

async function isReady(url: string, signal: AbortSignal): Promise<boolean> {
	try {
		const response = await fetch(url, {
			signal: AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]),
		});
		await response.body?.cancel();
		return response.ok;
	} catch {
		return false;
	}
}
