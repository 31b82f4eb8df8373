import { randomUUID } from 'node:crypto';
import { Problem } from '@postern/problem';
import { hashToken, mintToken } from '@postern/session-token';
import { type Clock, SECOND_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import type { Trail } from '../../ports/trail.ts';
import type { Visitor } from '../../ports/visitor.ts';
import type { Where } from '../../ports/where.ts';
import { browserHashOf, programHashOf } from './browser-hash.ts';
import { accountGone } from './problems.ts';
import type { SessionStore } from './store.ts';
import type { SessionLife } from './verdict.ts';
import type { EndedByStart, EndedSession, StartedSession } from './writes.ts';

/** What starting sessions needs. */
export interface StartingDeps {
	readonly store: Pick<SessionStore, 'start'>;
	readonly trail: Pick<Trail, 'record'>;
	readonly clock: Clock;
	readonly life: SessionLife;
	/** Live sessions one user may have; the oldest end first. */
	readonly perUserMax: number;
	/** Keeps an account from being deleted since its person signs in; answers when it would have been. */
	readonly keepAccount: (
		trx: Db,
		kept: { readonly userId: string; readonly where: Where },
	) => Promise<number | null>;
	/** What else a start brings about, in its transaction. */
	readonly onStart: OnStart;
}

/** How a person proved who they are. */
export type SignInMethod = 'password' | 'link' | 'code';

/** A session to start. */
export interface WantedSession {
	readonly userId: string;
	readonly method: SignInMethod;
	readonly replacesTokenHash: string | null;
	readonly where: Where;
	readonly visitor: Visitor;
	/** Looks, once nobody else can change it, whether what was proven still holds; throws when not. */
	readonly assertStillProven?: (trx: Db) => Promise<void>;
}

/** A session that is being started. */
export interface SessionStart {
	readonly sessionId: string;
	readonly userId: string;
	/** Names the browser, for this account alone. */
	readonly browserHash: string;
	/** When the account was signed in to before; null when it never was. */
	readonly lastSignInAt: number | null;
	readonly where: Where;
	/** The language its person reads, as far as the browser says. */
	readonly language: string;
}

/** Called within the transaction that starts a session; it throws to undo that. */
export type OnStart = (trx: Db, start: SessionStart) => Promise<void>;

/** Makes the function that starts sessions. */
export function createStarting(deps: StartingDeps) {
	const { store, clock, life, perUserMax, keepAccount, onStart } = deps;
	const recordStart = createRecordStart(deps);

	/** What is done once the account is locked and the session is there. */
	async function complete(
		trx: Db,
		wanted: WantedSession,
		{ id: sessionId, browserHash }: { readonly id: string; readonly browserHash: string },
		ended: EndedByStart,
	): Promise<void> {
		const { userId, where, visitor } = wanted;
		await wanted.assertStillProven?.(trx);
		await recordStart(trx, sessionId, wanted, ended);
		const { lastSignInAt } = ended;
		const { language } = visitor;
		await onStart(trx, { sessionId, userId, browserHash, lastSignInAt, where, language });
	}

	/**
	 * Starts a session with a new token, whatever the browser held before (session fixation), and ends
	 * the session it replaces. Null when the account is disabled.
	 * @throws {Problem} unavailable when the account was deleted in this very moment
	 * @param trx the transaction it is part of; unset for one of its own
	 */
	return async function start(wanted: WantedSession, trx?: Db): Promise<StartedSession | null> {
		const token = mintToken();
		const now = clock();
		const { userId, method, where, visitor } = wanted;
		const browserHash =
			visitor.browser === null
				? programHashOf(userId, where)
				: browserHashOf(userId, visitor.browser);
		const session = { id: randomUUID(), userId, method, where, browserHash, now };
		const started = await store.start(
			{
				...session,
				tokenHash: hashToken(token),
				expiresAt: now + life.absoluteSeconds * SECOND_MS,
			},
			wanted.replacesTokenHash,
			{ liveMax: perUserMax, idleBefore: now - life.idleSeconds * SECOND_MS },
			{
				trx,
				keep: (inner) => keepAccount(inner, { userId, where }),
				alongside: (inner, ended) => complete(inner, wanted, session, ended),
			},
		);
		// Deleted between the proof and this moment; whoever asks again hears what is true by then.
		if (started === 'gone') throw new Problem(accountGone, { retryAfterSeconds: 1 });
		return started === 'started' ? { token, maxAgeSeconds: life.absoluteSeconds } : null;
	};
}

/** Writes down who signed in, and which sessions that ended. */
function createRecordStart({ trail }: Pick<StartingDeps, 'trail'>) {
	const recordEnd = (
		trx: Db,
		name: 'session_replaced' | 'session_over_limit',
		{ id: sessionId, user_id: userId }: EndedSession,
		where: Where,
	): Promise<void> => trail.record(trx, { name, account: { userId }, sessionId }, where);

	return async (
		trx: Db,
		sessionId: string,
		{ userId, method, where }: WantedSession,
		{ replaced, overLimit }: EndedByStart,
	): Promise<void> => {
		for (const ended of replaced) await recordEnd(trx, 'session_replaced', ended, where);
		for (const ended of overLimit) await recordEnd(trx, 'session_over_limit', ended, where);
		await trail.record(trx, { name: 'signed_in', account: { userId }, sessionId, method }, where);
	};
}
