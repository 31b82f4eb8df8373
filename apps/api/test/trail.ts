import type { Db } from '../src/ports/storage.ts';

/** Every row of the trail, oldest first. */
export function trailOf(db: Db) {
	return db.selectFrom('security_event').selectAll().orderBy('at').orderBy('id').execute();
}

/** The names in the trail, oldest first. */
export async function namesInTrail(db: Db): Promise<string[]> {
	return (await trailOf(db)).map(({ name }) => name);
}

/** Empties the trail, so that a test sees what it does itself. */
export async function forgetTrail(db: Db): Promise<void> {
	await db.deleteFrom('security_event').execute();
}
