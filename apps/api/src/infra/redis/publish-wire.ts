import type { Wire } from '../news/between-processes.ts';
import { openRedis, type Redis } from './connection.ts';

/** How to reach Redis: a connection to publish with, and an address for one that does nothing but listen. */
export interface PublishWireOptions {
	readonly redis: Pick<Redis, 'run'>;
	readonly url: string;
}

const CHANNEL = 'postern:news';

/** Redis, or Valkey, as the wire: `PUBLISH` and `SUBSCRIBE`. */
export function createPublishWire({ redis, url }: PublishWireOptions): Wire {
	let listener: Pick<Redis, 'close'> | undefined;
	return {
		async send(text) {
			await redis.run((client) => client.publish(CHANNEL, text));
		},
		listen(onText, onReady) {
			listener = openRedis({
				url,
				setUp: (client) => client.subscribe(CHANNEL, onText),
				onChange: (isUp) => {
					if (isUp) onReady();
				},
			});
		},
		close() {
			listener?.close();
			return Promise.resolve();
		},
	};
}
