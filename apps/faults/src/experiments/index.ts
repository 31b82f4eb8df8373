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
import { mailAway } from './r09-mail-away.ts';
import { mailWorkerKilled } from './r10-mail-worker-killed.ts';
import { poisonMail } from './r11-poison-mail.ts';
import { rollingRestart } from './r12-rolling-restart.ts';
import { migrators } from './r13-migrators.ts';
import { twoVersions } from './r14-two-versions.ts';
import { backup } from './r15-backup.ts';
import { passwordFlood } from './r16-password-flood.ts';
import { many } from './r23-many.ts';
import { overload } from './r17-overload.ts';
import { repeats } from './r18-repeats.ts';
import { slowClients } from './r19-slow-clients.ts';
import { slowMail } from './r20-slow-mail.ts';
import { sqliteWriters } from './r21-sqlite-writers.ts';
import { clocks } from './r22-clocks.ts';
import { soak } from './r24-soak.ts';
import { guesses } from './r25-guesses.ts';
import { keyRotation } from './r26-keys.ts';
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
	mailAway,
	mailWorkerKilled,
	poisonMail,
	rollingRestart,
	kill,
	migrators,
	twoVersions,
	backup,
	passwordFlood,
	overload,
	repeats,
	slowClients,
	slowMail,
	sqliteWriters,
	clocks,
	many,
	soak,
	guesses,
	keyRotation,
	badStarts,
	restarts,
	size,
];
