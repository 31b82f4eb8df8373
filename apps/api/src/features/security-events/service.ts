import { describeUserAgent } from '@postern/user-agent';
import { type Clock, DAY_MS } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import { SECURITY_EVENTS, type SecurityEvent, type Trail } from '../../ports/trail.ts';
import type { Watch } from '../../ports/watch.ts';
import type { Where } from '../../ports/where.ts';
import { createEventIds, timeOfEventId } from './event-id.ts';
import type { NewSecurityEvent, SecurityEventStore } from './store.ts';
import type { SecurityEventTable } from './table.ts';

/** What the trail needs. */
export interface SecurityEventsDeps {
	readonly store: SecurityEventStore;
	readonly clock: Clock;
	readonly logger: {
		info(facts: object, message: string): void;
		error(facts: object, message: string): void;
	};
	readonly keptDays: number;
	readonly watch?: Pick<Watch, 'securityEvent'> | undefined;
}

/** Whose activity, and through which session they look at it. */
export interface Viewer {
	readonly userId: string;
	readonly sessionId: string;
}

const HOUR_MS = 60 * 60 * 1000;
/** Of one event that strangers can cause, as many are kept for one account in an hour, and for nobody's. */
const STRANGERS_PER_HOUR = 60;
const PAGE = 50;

/** The trail of what happened to accounts, and a person's own part of it. */
export function createSecurityEvents(deps: SecurityEventsDeps) {
	const { store, clock, logger, keptDays, watch } = deps;
	const newId = createEventIds();

	const tell = (event: SecurityEvent) => watch?.securityEvent(event);

	/** One row and one line. The line has no address of any kind: its request id leads to them. */
	async function write(event: SecurityEvent, where: Where | null, trx?: Db): Promise<void> {
		const row = rowOf(event, where, newId, clock());
		const { isOpenToStrangers } = SECURITY_EVENTS[event.name];
		const share = { since: row.at - HOUR_MS, max: STRANGERS_PER_HOUR };
		const kept = await store.insert(row, isOpenToStrangers ? share : null, trx);
		logger.info(
			{
				event: event.name,
				outcome: row.outcome,
				userId: kept?.user_id ?? ('userId' in event.account ? event.account.userId : null),
				...(event.sessionId === undefined ? {} : { sessionId: event.sessionId }),
				...(event.method === undefined ? {} : { method: event.method }),
				requestId: where?.requestId ?? null,
				...(kept === undefined ? { isKept: false } : {}),
			},
			'security event',
		);
		tell(event);
	}

	const trail: Trail = {
		record: (trx, event, where) => write(event, where, trx),
		async recordFailure(event, where) {
			try {
				await write(event, where);
			} catch (error) {
				const { requestId } = where;
				logger.error({ err: error, event: event.name, requestId }, 'a refusal was not recorded');
			}
		},
	};

	return {
		...trail,

		/**
		 * A person's own events, newest first, fifty at a time.
		 * @param before the `next` of the page before, or null
		 */
		async list({ userId, sessionId }: Viewer, before: string | null) {
			const id = before?.toLowerCase() ?? null;
			const rows = await store.list({
				userId,
				before: id === null ? null : { id, at: timeOfEventId(id) },
				limit: PAGE + 1,
			});
			const page = rows.slice(0, PAGE);
			return {
				events: page.map((row) => toActivity(row, sessionId)),
				next: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null,
			};
		},

		/** Removes up to `limit` events that are older than the setting allows; answers how many. */
		removeOld: (limit: number): Promise<number> =>
			store.removeOld(clock() - keptDays * DAY_MS, limit),
	};
}

export type SecurityEvents = ReturnType<typeof createSecurityEvents>;

function rowOf(
	event: SecurityEvent,
	where: Where | null,
	newId: (at: number) => string,
	at: number,
): NewSecurityEvent {
	return {
		id: newId(at),
		at,
		name: event.name,
		outcome: SECURITY_EVENTS[event.name].outcome,
		account: event.account,
		session_id: event.sessionId ?? null,
		client: where?.client ?? null,
		user_agent: where?.userAgent ?? null,
		request_id: where?.requestId ?? null,
		details: event.method === undefined ? null : JSON.stringify({ method: event.method }),
	};
}

function toActivity(row: SecurityEventTable, sessionId: string) {
	const { method } = JSON.parse(row.details ?? '{}') as Pick<SecurityEvent, 'method'>;
	return {
		id: row.id,
		at: new Date(row.at).toISOString(),
		name: row.name as SecurityEvent['name'],
		outcome: row.outcome as 'success' | 'failure',
		...(method === undefined ? {} : { method }),
		...describeUserAgent(row.user_agent),
		client: row.client,
		isThisSession: row.session_id === sessionId,
	};
}
