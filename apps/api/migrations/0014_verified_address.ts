import { type Kysely, sql } from 'kysely';
import { timestamp } from './columns.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('user').addColumn('verified_at', timestamp(db)).execute();
	// Who signed in by mail has read it; and into an account without a password nobody came in another way.
	await sql`
		update "user" set verified_at = coalesce(last_sign_in_at, created_at)
		where not exists (select 1 from password where password.user_id = "user".id)
			or exists (
				select 1 from session
				where session.user_id = "user".id and session.method in ('link', 'code')
			)
			or exists (
				select 1 from security_event
				where security_event.user_id = "user".id
					and security_event.name in ('signed_in', 'account_created')
					and (security_event.details like '%"link"%' or security_event.details like '%"code"%')
			)
	`.execute(db);
}
