import { Problem } from '@postern/problem';
import type { Clock } from '../../ports/clock.ts';
import type { LastSeen } from './last-seen.ts';
import type { SessionStore } from './store.ts';
import { type CheckedSession, judge, type SessionFacts, type SessionLife } from './verdict.ts';

/** What checking tokens needs. */
export interface CheckerDeps {
	readonly store: Pick<SessionStore, 'findByTokenHash'>;
	/** Null for looks that are no use of a session. */
	readonly lastSeen: Pick<LastSeen, 'note'> | null;
	readonly clock: Clock;
	readonly life: SessionLife;
}

/** Called once with a good session, a problem that refuses it, or the store's error. */
export type OnChecked = (outcome: CheckedSession | Problem | Error) => void;

interface Turn {
	readonly hashes: string[];
	/** One for each hash. */
	readonly callers: OnChecked[];
	/** Those that have no token worth asking for. */
	readonly strangers: OnChecked[];
}

/**
 * Checks token hashes against the store: every request asks it, so that an ending holds for the very
 * next one. The requests of one turn of the event loop are asked for and answered together: on a busy
 * server that costs half of doing it one by one, on an idle one some microseconds.
 */
export function createSessionChecker(deps: CheckerDeps) {
	let turn: Turn | undefined;

	function endTurn(): void {
		if (turn === undefined) return;
		const ended = turn;
		turn = undefined;
		for (const stranger of ended.strangers) stranger(judge(undefined, 0, deps.life));
		if (ended.hashes.length > 0) askStore(deps, ended);
	}

	function beginTurn(): Turn {
		setImmediate(endTurn);
		return { hashes: [], callers: [], strangers: [] };
	}

	return (tokenHash: string | null, onChecked: OnChecked): void => {
		turn ??= beginTurn();
		if (tokenHash === null) {
			turn.strangers.push(onChecked);
			return;
		}
		turn.hashes.push(tokenHash);
		turn.callers.push(onChecked);
	};
}

export type SessionChecker = ReturnType<typeof createSessionChecker>;

type Rows = readonly (SessionFacts | undefined)[];

/** A store in the process answers at once, another with a promise. */
function askStore(deps: CheckerDeps, { hashes, callers }: Turn): void {
	let rows: Rows | Promise<Rows>;
	try {
		rows = deps.store.findByTokenHash(hashes);
	} catch (error) {
		fail(error, callers);
		return;
	}
	if (rows instanceof Promise) void answerLater(deps, rows, callers);
	else answer(deps, rows, callers);
}

async function answerLater(
	deps: CheckerDeps,
	rows: Promise<Rows>,
	callers: readonly OnChecked[],
): Promise<void> {
	let found: Rows;
	try {
		found = await rows;
	} catch (error) {
		fail(error, callers);
		return;
	}
	answer(deps, found, callers);
}

function answer(deps: CheckerDeps, rows: Rows, callers: readonly OnChecked[]): void {
	const now = deps.clock();
	callers.forEach((caller, index) => {
		const facts = rows[index];
		const outcome = judge(facts, now, deps.life);
		if (facts !== undefined && !(outcome instanceof Problem)) deps.lastSeen?.note(facts, now);
		caller(outcome);
	});
}

function fail(error: unknown, callers: readonly OnChecked[]): void {
	const reason = error instanceof Error ? error : new Error('look-up failed', { cause: error });
	for (const caller of callers) caller(reason);
}
