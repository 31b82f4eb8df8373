/** A Redis of its own for a test, from the machine's redis-server or valkey-server. */
import { findRedis, type Redis, startRedis as start } from '@postern/local-servers';

const program = findRedis();

/** Whether this machine has one; tests that need it are skipped without. */
export const hasRedis = program !== null;
if (!hasRedis) {
	console.warn(
		'No redis-server was found: the tests that need one are skipped. TEST_REDIS_SERVER names it.',
	);
}

/** Starts an empty server on a free port of loopback, which can be hurt. */
export const startRedis = (): Promise<Redis> => start(program ?? 'redis-server');
