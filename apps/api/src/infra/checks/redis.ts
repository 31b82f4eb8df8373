import type { Config } from '../../config.ts';
import { type Finding, praise, warn } from '../../deployment/finding.ts';
import type { Redis } from '../redis/connection.ts';

/** Whether Redis answers, where one is set. A warning at most: nothing is kept there alone. */
export async function checkRedis({
	redisUrl,
}: Pick<Config, 'redisUrl'>): Promise<readonly Finding[]> {
	if (redisUrl === null) return [];
	const { openRedis } = await import('../redis/connection.ts');
	let redis: Redis | undefined;
	try {
		// It says by itself, within its own patience, whether there is somebody.
		const reason = await new Promise<Error | undefined>((resolve) => {
			redis = openRedis({
				url: redisUrl,
				onChange: (isUp, why) => {
					resolve(isUp ? undefined : (why ?? new Error('no reason given')));
				},
			});
		});
		if (reason === undefined) return [praise('REDIS_URL', 'Redis answers')];
		return [
			warn('REDIS_URL', `Redis does not answer (${reasonOf(reason)}); the database does its work`),
		];
	} finally {
		redis?.close();
	}
}

/** The code where there is one: the words of a server may repeat what it was asked with. */
const reasonOf = (error: Error): string => ('code' in error ? String(error.code) : error.name);
