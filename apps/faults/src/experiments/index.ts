import type { Experiment } from '../experiment.ts';
import { kill } from './kill.ts';
import { killApi } from './r01-kill-api.ts';
import { codeOnce } from './r02-code-once.ts';
import { syncs } from './r03-syncs.ts';
import { diskErrors } from './r04-disk-errors.ts';
import { fullDisk } from './r05-full-disk.ts';
import { postgresAway } from './r06-postgres.ts';
import { redisAway } from './r07-redis.ts';
import { revocation } from './r08-revocation.ts';
import { rollingRestart } from './r12-rolling-restart.ts';
import { migrators } from './r13-migrators.ts';
import { twoVersions } from './r14-two-versions.ts';
import { guesses } from './r25-guesses.ts';
import { badStarts } from './r27-bad-start.ts';
import { restarts } from './r28-restarts.ts';
import { size } from './size.ts';

/** Every experiment, in the order they are run. */
export const experiments: readonly Experiment[] = [
	killApi,
	codeOnce,
	syncs,
	diskErrors,
	fullDisk,
	postgresAway,
	redisAway,
	revocation,
	rollingRestart,
	kill,
	migrators,
	twoVersions,
	guesses,
	badStarts,
	restarts,
	size,
];
