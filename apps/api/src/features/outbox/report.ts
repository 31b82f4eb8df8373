import type { Outcome } from './attempt.ts';
import type { ClaimedMail } from './store.ts';

/** Where the worker tells operators what it does. */
export interface OutboxLog {
	info(facts: object, message: string): void;
	warn(facts: object, message: string): void;
}

const FAILURES = {
	retry: 'mail not delivered, to be tried again',
	parked: 'mail not delivered, given up',
	expired: 'mail not delivered in time',
} as const;

/**
 * One line for each attempt. Neither the address nor anything of the content is in it: `mailId` leads to
 * the row.
 */
export function report(
	log: OutboxLog,
	mail: Pick<ClaimedMail, 'id' | 'template' | 'attempts' | 'createdAt'>,
	outcome: Outcome,
	now: number,
): void {
	if (outcome.kind === 'released') return;
	const facts = { mailId: mail.id, template: mail.template, attempt: mail.attempts };
	if (outcome.kind === 'sent') log.info({ ...facts, ms: now - mail.createdAt }, 'mail delivered');
	else log.warn({ ...facts, reason: outcome.reason }, FAILURES[outcome.kind]);
}
