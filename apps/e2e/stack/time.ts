import { DatabaseSync } from 'node:sqlite';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const BUSY_TIMEOUT_MS = 5000;

/**
 * Time passing, for one person: what the database has of them is made older instead. Nobody wants to wait
 * for the ten minutes of a mail, and the shortest life a session can be given is a minute.
 */
export function createTime(databasePath: string) {
	function change(sql: string, ...values: readonly (string | number)[]): void {
		using database = new DatabaseSync(databasePath, { timeout: BUSY_TIMEOUT_MS });
		const { changes } = database.prepare(sql).run(...values);
		if (changes === 0) throw new Error(`There is nothing to make older: ${sql}`);
	}

	function ageSession(
		column: 'created_at' | 'last_seen_at' | 'expires_at',
		at: number,
		email: string,
	): void {
		change(
			`update session set ${column} = ? where user_id = (select id from user where email = ?)`,
			at,
			email,
		);
	}

	function ageMail(byMs: number, email: string): void {
		change(
			`update auth_request set sent_at = sent_at - ?, expires_at = expires_at - ? where email = ?`,
			byMs,
			byMs,
			email,
		);
	}

	return {
		/** The session was not used for eight days: past the idle limit of seven. */
		expireIdle: (email: string) => {
			ageSession('last_seen_at', Date.now() - 8 * DAY_MS, email);
		},
		/** The session is past its absolute end, though used until now. */
		expireAbsolute: (email: string) => {
			ageSession('expires_at', Date.now() - SECOND_MS, email);
		},
		/** The person signed in eleven minutes ago: too long for what matters most. */
		ageProof: (email: string) => {
			ageSession('created_at', Date.now() - 11 * MINUTE_MS, email);
		},
		/** Another mail may be asked for. */
		passResendWait: (email: string) => {
			ageMail(MINUTE_MS, email);
		},
		/** The mail, its link and its code are past their ten minutes. */
		expireMail: (email: string) => {
			ageMail(11 * MINUTE_MS, email);
		},
		/** An hour, for everything that is counted: mails and guesses are free to all again. */
		passBudgets: () => {
			change('delete from budget');
		},
		/** A mail that waits in the outbox, or that a dead process was working on, is due now. */
		passOutboxWait: (email: string) => {
			change(
				`update outbox_mail set next_attempt_at = ? where to_address = ? and finished_at is null`,
				Date.now(),
				email,
			);
		},
	};
}
