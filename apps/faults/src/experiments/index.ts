import type { Experiment } from '../experiment.ts';
import { kill } from './kill.ts';
import { postgresAway } from './r06-postgres.ts';
import { redisAway } from './r07-redis.ts';
import { revocation } from './r08-revocation.ts';
import { rollingRestart } from './r12-rolling-restart.ts';
import { migrators } from './r13-migrators.ts';
import { twoVersions } from './r14-two-versions.ts';
import { guesses } from './r25-guesses.ts';
import { badStarts } from './r27-bad-start.ts';
import { size } from './size.ts';

/** Every experiment, in the order they are run. */
export const experiments: readonly Experiment[] = [
	postgresAway,
	redisAway,
	revocation,
	rollingRestart,
	kill,
	migrators,
	twoVersions,
	guesses,
	badStarts,
	size,
];
