import type { FastifyBaseLogger } from 'fastify';
import type { App } from './http/app.ts';
import { watchConnections } from './http/unused-connections.ts';
import type { Storage } from './ports/storage.ts';

/** Whether the process has been told to stop; readiness follows it. */
export interface StopFlag {
	readonly isStopping: () => boolean;
	readonly raise: () => void;
}

/** What stopping needs. */
export interface StoppingDeps {
	readonly app: App;
	readonly storage: Pick<Storage, 'close'>;
	readonly loggers: {
		readonly logger: Pick<FastifyBaseLogger, 'info' | 'error' | 'fatal'>;
		readonly flush: () => Promise<void>;
	};
	readonly flag: StopFlag;
	/** How long requests are still taken, so that whoever sends them can notice. */
	readonly delaySeconds: number;
}

const SECOND_MS = 1000;
const STOP_WITHIN_MS = 9 * SECOND_MS;
const REAP_EVERY_MS = 200;

/** Says to readiness that the process stops, from the first moment on. */
export function createStopFlag(): StopFlag {
	let isRaised = false;
	return {
		isStopping: () => isRaised,
		raise: () => {
			isRaised = true;
		},
	};
}

/**
 * At SIGTERM or SIGINT: readiness says no and every answer closes its connection; after the delay nothing
 * new is accepted, what runs is finished, the database closed, and the process exits with 0. What takes
 * too long is cut off.
 */
export function stopOnSignals(deps: StoppingDeps): void {
	const { app, storage, flag, delaySeconds } = deps;
	const { logger, flush } = deps.loggers;
	const connections = watchConnections(app.server);
	const exit = async (code: number) => {
		await flush();
		process.exit(code);
	};
	const stop = async (signal: NodeJS.Signals) => {
		if (flag.isStopping()) return;
		flag.raise();
		logger.info({ signal, delaySeconds }, 'stopping');
		await lastRequests(app, delaySeconds);
		setTimeout(() => {
			app.server.closeAllConnections();
		}, STOP_WITHIN_MS).unref();
		// A connection whose last answer is out is not kept for a next request that will not come.
		setInterval(() => {
			app.server.closeIdleConnections();
			connections.closeUnused();
		}, REAP_EVERY_MS).unref();
		try {
			await app.close();
			// Last: what was only noted is written when the app closes.
			await storage.close();
		} catch (error) {
			logger.error({ err: error }, 'stopping failed');
			await exit(1);
		}
		await exit(0);
	};
	process.once('SIGTERM', (signal) => void stop(signal));
	process.once('SIGINT', (signal) => void stop(signal));
	// A mistake nobody caught: what the process knows may be wrong, so a new one takes its place.
	process.once('uncaughtException', (error) => {
		logger.fatal({ err: error }, 'uncaught exception');
		void exit(1);
	});
}

/**
 * Goes on answering for a while, each time as the last on its connection: who keeps connections open opens
 * the next one elsewhere. The listener is there from now on only, so that no request pays for it before.
 */
async function lastRequests({ server }: App, seconds: number): Promise<void> {
	if (seconds === 0) return;
	server.prependListener('request', (_request, response) => {
		response.setHeader('connection', 'close');
	});
	await new Promise((resolve) => setTimeout(resolve, seconds * SECOND_MS));
}
