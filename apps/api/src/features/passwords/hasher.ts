import { hash, verify } from '@node-rs/argon2';
import { createBoundedQueue, type QueueBounds } from './queue.ts';

/** The price of one guess (OWASP: argon2id, at least 19 MiB, 2 passes, 1 lane). */
export interface HashCost {
	readonly memoryKib: number;
	readonly passes: number;
}

/** What a hash may cost, and how many at once. */
export interface HasherOptions extends QueueBounds {
	readonly cost: HashCost;
}

/** Beyond it nothing is hashed: a megabyte of password would be a cheap way to stop a server. */
export const PASSWORD_BYTES_MAX = 1024;

/** argon2id on the thread pool, behind a bounded queue. */
export function createPasswordHasher({ cost, ...bounds }: HasherOptions) {
	const enqueue = createBoundedQueue(bounds);
	// Argon2id is what the library does when no algorithm is named.
	const parameters = {
		memoryCost: cost.memoryKib,
		timeCost: cost.passes,
		parallelism: 1,
	};
	const signature = `$argon2id$v=19$m=${String(cost.memoryKib)},t=${String(cost.passes)},p=1$`;

	return {
		/** @throws {RangeError} above 1 KiB @throws {QueueFullError} when too much waits */
		hash(password: string, signal?: AbortSignal): Promise<string> {
			if (Buffer.byteLength(password) > PASSWORD_BYTES_MAX) {
				throw new RangeError('the password is longer than 1 KiB');
			}
			return enqueue(() => hash(password, parameters), signal);
		},

		/** False for a wrong password and for one too long to be right. */
		async verify(stored: string, password: string, signal?: AbortSignal): Promise<boolean> {
			if (Buffer.byteLength(password) > PASSWORD_BYTES_MAX) return false;
			return enqueue(() => verify(stored, password), signal);
		},

		/** How many are being hashed, and how many wait. */
		load: enqueue.load,

		/** Whether a stored hash was made with other parameters than today's. */
		isOutdated: (stored: string): boolean => !stored.startsWith(signature),
	};
}

export type PasswordHasher = ReturnType<typeof createPasswordHasher>;
