import { Problem } from '@postern/problem';
import type { Clock } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import { generatePassword } from './generate.ts';
import type { PasswordHasher } from './hasher.ts';
import { problems } from './problems.ts';
import { QueueFullError } from './queue.ts';
import type { PasswordStore } from './store.ts';

/** What passwords need. */
export interface PasswordsDeps {
	readonly store: PasswordStore;
	readonly hasher: PasswordHasher;
	readonly clock: Clock;
	/** Told when a hash could not be renewed; the sign-in goes on. */
	readonly onError: (error: unknown) => void;
}

/** Whose password was proven, and when it had been set. */
export interface ProvenPassword {
	readonly userId: string;
	readonly setAt: number;
}

const RETRY_AFTER_SECONDS = 2;

/** Setting and proving passwords. */
export function createPasswords({ store, hasher, clock, onError }: PasswordsDeps) {
	let decoy: Promise<string> | undefined;

	/** The hash that unknown addresses are compared with. One that could not be made is tried again. */
	function decoyHash(): Promise<string> {
		return (decoy ??= hasher.hash(generatePassword()).catch((error: unknown) => {
			decoy = undefined;
			throw error;
		}));
	}

	async function upgrade(userId: string, stored: string, password: string): Promise<void> {
		try {
			await store.upgrade(userId, stored, await hasher.hash(password));
		} catch (error) {
			onError(error);
		}
	}

	return {
		/** Makes the first hash, the one unknown addresses are compared with. Call it before serving. */
		async warmUp(): Promise<void> {
			await decoyHash();
		},

		/** Gives an account a password. */
		async set(userId: string, password: string): Promise<void> {
			await store.set(userId, await hasher.hash(password), clock());
		},

		/** Takes the password of an account away; false when it has none. */
		remove: (trx: Db, userId: string): Promise<boolean> => store.remove(trx, userId),

		/**
		 * Whether a password that was proven a moment ago is the account's still. Ask in the transaction that
		 * acts upon the proof, once the account is locked: hashing takes long enough for it to be changed.
		 */
		isCurrent: (trx: Db, { userId, setAt }: ProvenPassword): Promise<boolean> =>
			store.isSetSince(trx, userId, setAt),

		/**
		 * The hash of a password that will be set later.
		 * @throws {Problem} sign_in_busy when too many wait
		 */
		hash: (password: string, signal: AbortSignal): Promise<string> =>
			hasher.hash(password, signal).catch(busy),

		/** Gives an account the password of a hash that was made before. */
		setHash: (trx: Db, userId: string, hash: string): Promise<void> =>
			store.set(userId, hash, clock(), trx),

		/**
		 * The account this address and password prove, or null. An unknown address, and an account without
		 * a password, cost the same look-up and the same hash as a wrong password, so that the time tells
		 * nothing.
		 * @throws {Problem} sign_in_busy when too many wait
		 */
		async prove(
			email: string | null,
			password: string,
			signal: AbortSignal,
		): Promise<ProvenPassword | null> {
			const facts = await store.findByEmail(email ?? '');
			const stored = facts?.hash ?? (await decoyHash().catch(busy));
			const matches = await hasher.verify(stored, password, signal).catch(busy);
			if (!matches || facts?.hash !== stored) return null;
			if (hasher.isOutdated(stored)) await upgrade(facts.user_id, stored, password);
			return { userId: facts.user_id, setAt: facts.set_at ?? 0 };
		},
	};
}

export type Passwords = ReturnType<typeof createPasswords>;

function busy(error: unknown): never {
	if (!(error instanceof QueueFullError)) throw error;
	throw new Problem(problems.sign_in_busy, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
