import { DatabaseSync } from 'node:sqlite';

const DAY_MS = 24 * 60 * 60 * 1000;
const BUSY_TIMEOUT_MS = 5000;

/**
 * Time passing, for the sessions of one person. The shortest life the settings allow is a minute, so
 * the rows are made older instead.
 */
export function createSessionAger(databasePath: string) {
	function change(sql: string, at: number, email: string): void {
		using database = new DatabaseSync(databasePath, { timeout: BUSY_TIMEOUT_MS });
		const { changes } = database
			.prepare(`update session set ${sql} where user_id = (select id from user where email = ?)`)
			.run(at, email);
		if (changes === 0) throw new Error(`${email} has no session.`);
	}

	return {
		/** Not used for eight days: past the idle limit of seven. */
		expireIdle: (email: string) => {
			change('last_seen_at = ?', Date.now() - 8 * DAY_MS, email);
		},
		/** Past its absolute end, though used until now. */
		expireAbsolute: (email: string) => {
			change('expires_at = ?', Date.now() - 1000, email);
		},
	};
}
