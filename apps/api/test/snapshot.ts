import type { Database } from '../src/database.ts';
import type { OutboxMailTable } from '../src/features/outbox/table.ts';
import type { Db } from '../src/ports/storage.ts';

const TABLES = namesOf({
	account_deletion: true,
	auth_request: true,
	budget: true,
	database_origin: true,
	email_change: true,
	idempotency_key: true,
	invitation: true,
	known_browser: true,
	// Which process does the background work; nothing of anybody's.
	lease: false,
	// Requests are counted, also those that do nothing.
	limit_counter: false,
	limit_window: false,
	outbox_mail: true,
	password: true,
	// What was refused is written down as well, and nothing is decided by it.
	security_event: false,
	profile: true,
	session: true,
	sign_in_notice: true,
	todo: true,
	user: true,
});

/**
 * Every row of every table but the trail's, to tell whether anything was written. How far the delivery of a
 * mail has come is left out: that goes on by itself.
 * @param but tables that may have changed
 */
export async function snapshot(db: Db, but: readonly (keyof Database)[] = []): Promise<string> {
	const tables = [];
	for (const table of TABLES.filter((each) => !but.includes(each))) {
		const rows = await db.selectFrom(table).selectAll().execute();
		const kept = table === 'outbox_mail' ? (rows as OutboxMailTable[]).map(withoutDelivery) : rows;
		tables.push([table, kept.map((row) => JSON.stringify(row)).sort()]);
	}
	return JSON.stringify(tables, null, '\t');
}

function namesOf(tables: Record<keyof Database, boolean>): (keyof Database)[] {
	return (Object.keys(tables) as (keyof Database)[]).filter((name) => tables[name]);
}

function withoutDelivery(mail: OutboxMailTable): object {
	const { content, attempts, next_attempt_at, lease_token, finished_at, last_error, ...kept } =
		mail;
	return { ...kept, state: mail.state === 'withdrawn' ? mail.state : 'on its way' };
}
