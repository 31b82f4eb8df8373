import type { LogEvent } from 'kysely';
import type { OnStatement } from '../ports/storage.ts';

/** Kysely's option to tell what it ran; without anybody to tell, it does not even look at the clock. */
export function statementLog(onStatement: OnStatement | undefined) {
	if (onStatement === undefined) return {};
	return {
		log: ({ query, queryDurationMillis: ms, ...event }: LogEvent) => {
			onStatement({ text: query.sql, ms, ...('error' in event ? { error: event.error } : {}) });
		},
	};
}
