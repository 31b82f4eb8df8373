import type { Experiment } from '../experiment.ts';
import { kill } from './kill.ts';
import { postgresAway } from './r06-postgres.ts';
import { revocation } from './r08-revocation.ts';
import { rollingRestart } from './r12-rolling-restart.ts';
import { guesses } from './r25-guesses.ts';

/** Every experiment, in the order they are run. */
export const experiments: readonly Experiment[] = [
	revocation,
	guesses,
	rollingRestart,
	kill,
	postgresAway,
];
