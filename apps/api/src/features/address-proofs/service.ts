import type { Db } from '../../ports/storage.ts';
import type { Trail } from '../../ports/trail.ts';
import type { Where } from '../../ports/where.ts';
import type { Passwords } from '../passwords/index.ts';
import type { Sessions } from '../sessions/index.ts';
import type { Users } from '../users/index.ts';

/** What follows from proofs of addresses needs. */
export interface AddressProofsDeps {
	readonly users: Pick<Users, 'verify'>;
	readonly passwords: Pick<Passwords, 'remove'>;
	readonly sessions: Pick<Sessions, 'endAll'>;
	readonly trail: Pick<Trail, 'record'>;
}

/** Somebody proved to read the mail of an account's address. */
export interface AddressProof {
	readonly userId: string;
	readonly method: 'link' | 'code';
	readonly where: Where;
}

/**
 * What follows for an account when somebody proves to read the mail of its address. Before the first such
 * proof the account may have been prepared by somebody else, who waits for the owner of the address to move in
 * (pre-hijacking; PocketBase GHSA-m93w-4fxv-r35v, better-auth #10239). Whatever else will one day let people
 * in (a second factor, a passkey, an API token) belongs here, beside the password.
 */
export function createAddressProofs({ users, passwords, sessions, trail }: AddressProofsDeps) {
	/** Writes the first proof down; false when there was one before. */
	async function isFirst(trx: Db, { userId, method, where }: AddressProof): Promise<boolean> {
		if (!(await users.verify(trx, userId))) return false;
		await trail.record(trx, { name: 'address_verified', account: { userId }, method }, where);
		return true;
	}

	return {
		/**
		 * The proof came from outside: from whoever signs in with it. If it is the first, all that came before
		 * it ends: every session, and the password. It locks the account's row, so that a sign-in at the same
		 * time is either seen here or comes too late.
		 */
		async fromOutside(trx: Db, proof: AddressProof): Promise<void> {
			if (!(await isFirst(trx, proof))) return;
			const { userId, where } = proof;
			await sessions.endAll(trx, userId, 'address_verified', {}, where);
			if (!(await passwords.remove(trx, userId))) return;
			await trail.record(trx, { name: 'unproven_password_removed', account: { userId } }, where);
		},

		/**
		 * The proof came from within a session: from somebody who both reads the mail and is signed in. If it
		 * is the first, that session and the password are theirs and stay; all other sessions end.
		 */
		async fromWithin(trx: Db, proof: AddressProof, sessionId: string): Promise<void> {
			if (!(await isFirst(trx, proof))) return;
			const { userId, where } = proof;
			await sessions.endAll(trx, userId, 'address_verified', { except: sessionId }, where);
		},
	};
}

export type AddressProofs = ReturnType<typeof createAddressProofs>;
