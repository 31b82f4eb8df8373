import { Problem } from '@postern/problem';
import type { Db } from '../../ports/storage.ts';
import type { Trail } from '../../ports/trail.ts';
import { authRequestProblems, type AuthRequests } from '../auth-requests/index.ts';
import { type Passwords, refusedPassword } from '../passwords/index.ts';
import {
	type CheckedSession,
	sessionProblems,
	type Sessions,
	type StartedSession,
} from '../sessions/index.ts';
import type { Users } from '../users/index.ts';
import { type Actor, createTellOwner, type NoticesDeps } from './notices.ts';
import { problems } from './problems.ts';

/** What a person's own password needs. */
export interface OwnPasswordDeps extends NoticesDeps {
	readonly authRequests: Pick<AuthRequests, 'countGuess' | 'withdrawAll'>;
	readonly passwords: Pick<
		Passwords,
		'assertAcceptable' | 'hash' | 'isStill' | 'prove' | 'put' | 'remove' | 'setAt' | 'transaction'
	>;
	readonly sessions: Pick<Sessions, 'assertLiveInTurn' | 'endAll' | 'renew'>;
	readonly users: Pick<Users, 'findByEmail'>;
	readonly trail: Trail;
	/** Called when there is mail to deliver. */
	readonly wakeOutbox: () => void;
	/** Whether a person proved a moment ago who they are. */
	readonly isRecent: (session: CheckedSession) => boolean;
}

/** Who changes their password, through which session. */
export interface Owner extends Actor {
	readonly session: CheckedSession;
	/** Aborted when they have left. */
	readonly signal: AbortSignal;
}

/** The password of an account as its person sees it. */
export interface PasswordState {
	readonly isSet: boolean;
	readonly changedAt: string | null;
}

/** What a change gives: the session goes on with a new token. */
export interface ChangedPassword {
	readonly state: PasswordState;
	readonly session: StartedSession;
}

type Change = 'set' | 'changed' | 'removed';

/** The password of the person who is signed in: whether there is one, to set, change and remove it. */
export function createOwnPassword(deps: OwnPasswordDeps) {
	const { passwords } = deps;
	const assertKnown = createAssertKnown(deps);
	const apply = createApply(deps);

	async function stateOf(userId: string): Promise<PasswordState> {
		const at = await passwords.setAt(userId);
		return { isSet: at !== null, changedAt: at === null ? null : new Date(at).toISOString() };
	}

	return {
		/** Whether there is a password, and since when. */
		get: (userId: string): Promise<PasswordState> => stateOf(userId),

		/**
		 * Sets or changes the password. Whoever does it shows the one that is there, or has signed in a moment
		 * ago.
		 * @throws {Problem} step_up_required, current_password_wrong, guesses_limited, invalid_request with the
		 * reason, sign_in_busy, session_ended
		 */
		async set(
			{ newPassword, currentPassword }: { newPassword: string; currentPassword?: string },
			owner: Owner,
		): Promise<ChangedPassword> {
			const { session } = owner;
			const { isSet } = await stateOf(session.userId);
			const isShown = isSet && currentPassword !== undefined;
			if (isShown) await assertKnown(currentPassword, owner);
			else if (!deps.isRecent(session)) throw new Problem(sessionProblems.step_up_required);
			if (isShown && newPassword === currentPassword) {
				throw refusedPassword('newPassword', 'unchanged');
			}
			await passwords.assertAcceptable(newPassword, session.user, 'newPassword');
			const hashed = await passwords.hash(newPassword);
			const renewed = await apply(owner, isSet ? 'changed' : 'set', (trx) =>
				passwords.put(trx, session.userId, hashed),
			);
			return { state: await stateOf(session.userId), session: renewed };
		},

		/**
		 * Removes the password; the person signs in by mail from then on. Null when there was none, and then
		 * nothing has changed.
		 * @throws {Problem} session_ended
		 */
		async remove(owner: Owner): Promise<StartedSession | null> {
			const { userId } = owner.session;
			if ((await passwords.setAt(userId)) === null) return null;
			return apply(owner, 'removed', (trx) => passwords.remove(trx, userId));
		},
	};
}

export type OwnPassword = ReturnType<typeof createOwnPassword>;

/** Makes the function that looks at the password somebody shows as their current one. */
function createAssertKnown({ authRequests, passwords, trail }: OwnPasswordDeps) {
	/**
	 * A wrong one costs a guess of the account's only budget and is written down: a session that was left
	 * open, or stolen, must not be a place to try passwords at.
	 * @throws {Problem} guesses_limited, current_password_wrong, sign_in_busy
	 */
	return async function assertKnown(
		password: string,
		{ session, where, signal }: Owner,
	): Promise<void> {
		const { id: sessionId, userId, user } = session;
		const fail = (name: 'password_wrong' | 'guesses_limited') =>
			trail.recordFailure({ name, account: { userId }, sessionId }, where);
		await authRequests.countGuess(user.email, where.client).catch(async (error: unknown) => {
			const isLimit =
				error instanceof Problem && error.kind === authRequestProblems.guesses_limited;
			if (isLimit) await fail('guesses_limited');
			throw error;
		});
		const proven = await passwords.prove(user.email, password, signal);
		if (proven?.userId === userId) return;
		await fail('password_wrong');
		throw new Problem(problems.current_password_wrong);
	};
}

/** Makes the function that does changes. */
function createApply(deps: OwnPasswordDeps) {
	const { authRequests, passwords, sessions, users, trail } = deps;
	const tellOwner = createTellOwner(deps);

	/**
	 * Does a change and what follows from it, all or nothing: who has come in elsewhere is out, this session
	 * goes on with a token that nobody has copied, links to a new password are worth nothing, and the owner
	 * is told. What was proven before still holds: another change would have ended this session.
	 * @throws {Problem} session_ended
	 */
	return async function apply(
		owner: Owner,
		change: Change,
		work: (trx: Db) => Promise<unknown>,
	): Promise<StartedSession> {
		const { session, where } = owner;
		const { userId } = session;
		const { email } = session.user;
		const renewed = await passwords.transaction(async (trx) => {
			await authRequests.withdrawAll(trx, { email, purpose: 'reset_password' });
			await sessions.assertLiveInTurn(trx, session);
			await work(trx);
			const successor = await sessions.renew(trx, session, where);
			const { id: sessionId } = successor;
			await sessions.endAll(trx, userId, 'password_changed', { except: sessionId }, where);
			const event = { name: `password_${change}`, account: { userId }, sessionId } as const;
			await trail.record(trx, event, where);
			const account = await users.findByEmail(email, trx);
			await tellOwner(trx, change, { email, account }, owner);
			return successor;
		});
		deps.wakeOutbox();
		return renewed;
	};
}
