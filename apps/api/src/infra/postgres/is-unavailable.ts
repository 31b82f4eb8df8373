import pg from 'pg';

/** Connection failures, resources short, operator intervention, and locks that did not come. */
const UNAVAILABLE_STATES = /^(08|53|57|55P03|40001|40P01)/;
const UNAVAILABLE_MESSAGES =
	/timeout|Connection terminated|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH/i;

/** Whether an error means that Postgres cannot do this now, and a retry may help. */
export function isUnavailable(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
	if (error instanceof pg.DatabaseError) return UNAVAILABLE_STATES.test(code);
	return UNAVAILABLE_MESSAGES.test(`${code} ${error.message}`);
}
