import { Problem } from '@postern/problem';
import type { Clock } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import { generatePassword } from './generate.ts';
import type { PasswordHasher } from './hasher.ts';
import { problems, refusedPassword } from './problems.ts';
import { QueueFullError } from './queue.ts';
import type { PasswordOwner, PasswordRules } from './rules.ts';
import type { PasswordStore } from './store.ts';
import { normalizePassword } from './text.ts';

/** What passwords need. */
export interface PasswordsDeps {
	readonly store: PasswordStore;
	readonly hasher: PasswordHasher;
	readonly rules: PasswordRules;
	readonly clock: Clock;
	/** Told when a hash could not be renewed; the sign-in goes on. */
	readonly onError: (error: unknown) => void;
}

/** Whose password somebody knew, and which one it was. */
export interface ProvenPassword {
	readonly userId: string;
	readonly generation: string;
}

const RETRY_AFTER_SECONDS = 2;
/** Matches no hash of anything that can be sent. */
const NO_PASSWORD = '';

/** Setting and proving passwords. */
export function createPasswords({ store, hasher, rules, clock, onError }: PasswordsDeps) {
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
			await store.upgrade(userId, stored, await hash(password));
		} catch (error) {
			onError(error);
		}
	}

	/** Whether a password is the stored one. */
	const matches = (stored: string, password: string, signal?: AbortSignal): Promise<boolean> =>
		hasher.verify(stored, normalizePassword(password) ?? NO_PASSWORD, signal).catch(busy);

	/** @throws {RangeError} for what is no text, and above 1 KiB */
	function hash(password: string, signal?: AbortSignal): Promise<string> {
		const normal = normalizePassword(password);
		if (normal === null) throw new RangeError('the password is no well-formed text');
		return hasher.hash(normal, signal);
	}

	return {
		/** Makes the first hash, the one unknown addresses are compared with. Call it before serving. */
		async warmUp(): Promise<void> {
			await decoyHash();
		},

		/** How many are being hashed, and how many wait. */
		load: hasher.load,

		/**
		 * Makes sure that a new password keeps the rules.
		 * @param path the field it was sent in
		 * @throws {Problem} invalid_request, with the reason
		 */
		async assertAcceptable(password: string, owner: PasswordOwner, path: string): Promise<void> {
			const fault = await rules.check(password, owner);
			if (fault !== null) throw refusedPassword(path, fault);
		},

		/** What is wrong with a new password for this person; null when nothing is. */
		check: (password: string, owner: PasswordOwner) => rules.check(password, owner),

		/**
		 * The hash of a password that keeps the rules.
		 * @param signal stops waiting for it when its caller has left
		 * @throws {Problem} sign_in_busy when too many wait
		 */
		hash: (password: string, signal?: AbortSignal): Promise<string> =>
			hash(password, signal).catch(busy),

		/** Gives an account the password of this hash, in the place of the one it may have. */
		put: (trx: Db, userId: string, hashed: string): Promise<void> =>
			store.set(userId, hashed, clock(), trx),

		/** Gives an account a password that nobody chose. */
		async set(userId: string, password: string): Promise<void> {
			await store.set(userId, await hash(password), clock());
		},

		/** Takes the password of an account away; false when it has none. */
		remove: (trx: Db, userId: string): Promise<boolean> => store.remove(trx, userId),

		/** When the password of an account was set, in milliseconds since 1970; null when it has none. */
		setAt: async (userId: string): Promise<number | null> =>
			(await store.find(userId))?.updated_at ?? null,

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
			const isRight = await matches(stored, password, signal);
			if (!isRight || facts?.hash !== stored || facts.generation === null) return null;
			if (hasher.isOutdated(stored)) await upgrade(facts.user_id, stored, password);
			return { userId: facts.user_id, generation: facts.generation };
		},

		/**
		 * Whether a password that was proven a moment ago still is the account's, when asked in a transaction
		 * that holds the account: hashing takes long enough for it to be changed meanwhile, and whoever knows
		 * only the old one must not come in after that.
		 */
		async isStill(trx: Db, { userId, generation }: ProvenPassword): Promise<boolean> {
			return (await store.find(userId, trx))?.generation === generation;
		},

		/** Runs work in a transaction. */
		transaction: <T>(work: (trx: Db) => Promise<T>): Promise<T> => store.transaction(work),
	};
}

export type Passwords = ReturnType<typeof createPasswords>;

function busy(error: unknown): never {
	if (!(error instanceof QueueFullError)) throw error;
	throw new Problem(problems.sign_in_busy, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
