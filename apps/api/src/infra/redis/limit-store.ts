import type { LimitStore } from '../../ports/rate-limiter.ts';
import type { Redis } from './connection.ts';

/** What counting in Redis needs. */
export interface RedisLimitStoreDeps {
	readonly redis: Pick<Redis, 'run'>;
	/** A keyed hash: nobody who reads the keys learns whose they are. */
	readonly hash: (text: string) => string;
}

/** Each key goes by itself, a while after the last moment at which it could count. */
const GRACE_MS = 1000;

const ADD = `
local total = redis.call('INCRBY', KEYS[1], ARGV[1])
redis.call('PEXPIREAT', KEYS[1], ARGV[2])
return total`;

/** A list of times, newest first. It answers whether the use counts, how many do, and the oldest that does. */
const TAKE = `
local now, window, limit = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local oldest = tonumber(redis.call('LINDEX', KEYS[1], -1))
while oldest and (oldest <= now - window or oldest > now + window) do
  redis.call('RPOP', KEYS[1])
  oldest = tonumber(redis.call('LINDEX', KEYS[1], -1))
end
local used = redis.call('LLEN', KEYS[1])
if used >= limit then
  return {0, used, tonumber(redis.call('LINDEX', KEYS[1], limit - 1))}
end
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], window + ${String(GRACE_MS)})
return {1, used + 1, oldest or now}`;

/** Counts in Redis, each use in a script: it runs alone, so that of any number at once no more are counted. */
export function createRedisLimitStore({ redis, hash }: RedisLimitStoreDeps): LimitStore {
	const nameOf = (kind: string, key: string) => `postern:${kind}:${hash(key)}`;
	return {
		add: (counted) =>
			redis.run((client) =>
				Promise.all(
					counted.map(async ({ key, uses, windowEnds }) => {
						const name = nameOf('count', `${String(windowEnds)} ${key}`);
						const parameters = [String(uses), String(windowEnds + GRACE_MS)];
						return Number(await client.eval(ADD, { keys: [name], arguments: parameters }));
					}),
				),
			),

		async take({ key, limit, windowMs, now }) {
			const keys = [nameOf('window', key)];
			const parameters = [now, windowMs, limit].map(String);
			const reply = await redis.run((client) => client.eval(TAKE, { keys, arguments: parameters }));
			const [isCounted = 0, used = 0, oldest = now] = reply as number[];
			return { isCounted: isCounted === 1, used, freeAt: oldest + windowMs };
		},
	};
}
