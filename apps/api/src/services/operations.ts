import {
	createEmergencies,
	createOriginStore,
	type EmergenciesDeps,
} from '../features/emergencies/index.ts';
import { createLeases, createLeaseStore } from '../features/leases/index.ts';
import { createHousekeeping, type Sweep, SWEEP_EVERY_MS } from '../housekeeping.ts';
import type { ServiceResources } from './resources.ts';

/** What the work of operators is built on. */
export interface OperationResources extends Pick<
	EmergenciesDeps,
	'sessions' | 'authRequests' | 'knownBrowsers' | 'emailChanges' | 'trail'
> {
	readonly sweeps: readonly Sweep[];
	readonly onError: (error: unknown) => void;
}

/** What goes on by itself, and what operators do on a bad day. */
export function createOperationServices(
	{ storage, clock, logger }: ServiceResources,
	{ sweeps, onError, ...held }: OperationResources,
) {
	const leases = createLeases({ store: createLeaseStore(storage.db), clock });
	return {
		emergencies: createEmergencies({
			...{ ...held, clock, logger },
			store: createOriginStore(storage.db),
			whereabouts: storage.whereabouts,
		}),
		housekeeping: createHousekeeping({
			...{ sweeps, onError },
			// Half as long: two rounds of one process must never be a little too close to each other.
			turn: leases.turn('housekeeping', SWEEP_EVERY_MS / 2),
			onRound: ({ rows, ms }) => {
				if (rows > 0) logger.info({ rows, ms }, 'removed what is no longer needed');
			},
		}),
	};
}
