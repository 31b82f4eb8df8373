import {
	createPasswordHasher,
	createPasswords,
	createPasswordStore,
} from '../features/passwords/index.ts';
import type { ServiceResources } from './resources.ts';

/** Passwords, and how many are hashed at once. */
export function createPasswordServices(
	{ config, storage, clock, hashCost }: ServiceResources,
	onError: (error: unknown) => void,
) {
	const hasher = createPasswordHasher({
		cost: hashCost,
		atOnce: config.passwordHashesAtOnce,
		waitingMax: config.passwordHashesWaitingMax,
	});
	return createPasswords({ store: createPasswordStore(storage.db), hasher, clock, onError });
}
