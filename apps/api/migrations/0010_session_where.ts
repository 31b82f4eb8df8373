import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('session').addColumn('client', 'text').execute();
	await db.schema.alterTable('session').addColumn('user_agent', 'text').execute();
}
