import { createHttpClient } from './http.ts';
import { randomAddress } from './visitor.ts';

const EVERY_MS = 250;

/** One look at a health route. */
interface Probe {
	readonly sentAt: number;
	readonly tookMs: number;
	readonly status: number | null;
}

/** Asks both health routes of a process again and again, as an orchestrator does, until it is disposed of. */
export function startProbes(port: number) {
	const client = createHttpClient(port);
	const seen = { live: [] as Probe[], ready: [] as Probe[] };
	const ask = async (which: 'live' | 'ready') => {
		// From many addresses: how often one may ask is no question here.
		const headers = { 'x-forwarded-for': randomAddress() };
		seen[which].push(await client.send({ method: 'GET', path: `/health/${which}`, headers }));
	};
	const timer = setInterval(() => {
		void ask('live');
		void ask('ready');
	}, EVERY_MS);
	return {
		/** Those that were sent and answered between two times. */
		between(from: number, to: number) {
			const isWithin = ({ sentAt, tookMs }: Probe) => sentAt >= from && sentAt + tookMs <= to;
			return { live: seen.live.filter(isWithin), ready: seen.ready.filter(isWithin) };
		},
		[Symbol.asyncDispose]() {
			clearInterval(timer);
			client[Symbol.dispose]();
			return Promise.resolve();
		},
	};
}
