/** How long one try at handing over a mail may take, from the look-up of the host to the last reply. */
export const ATTEMPT_TIMEOUT_MS = 10_000;

/**
 * Runs one try with an end: its signal is aborted when the caller's is, or when the time is up. A limit on
 * silence alone would let a server hold a mail for ever by sending a byte now and then. The timer is our
 * own, since `AbortSignal.any()` may lose a signal to the garbage collector (nodejs/node #65995).
 * @throws an error that says which of the two ended it, or what the try threw
 */
export async function attempt<T>(
	stop: AbortSignal,
	timeoutMs: number,
	send: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	const end = new AbortController();
	const onStop = () => end.abort(new Error('sending the mail was stopped'));
	const timer = setTimeout(() => {
		end.abort(new Error(`the mail was not taken within ${String(timeoutMs)} ms`));
	}, timeoutMs);
	stop.addEventListener('abort', onStop, { once: true });
	try {
		if (stop.aborted) onStop();
		end.signal.throwIfAborted();
		return await send(end.signal);
	} catch (error) {
		throw end.signal.aborted ? (end.signal.reason as Error) : error;
	} finally {
		clearTimeout(timer);
		stop.removeEventListener('abort', onStop);
	}
}
