import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	// Empty for the passwords that are there: each is one generation, and the next gets an id.
	await db.schema
		.alterTable('password')
		.addColumn('generation', 'text', (column) => column.notNull().defaultTo(''))
		.execute();
	await db.schema.createIndex('auth_request_email').on('auth_request').column('email').execute();
}
