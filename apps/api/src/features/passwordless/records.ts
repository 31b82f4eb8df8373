import type { ProblemKind } from '@postern/problem';
import type { Db } from '../../ports/storage.ts';
import type { FailureName, Trail } from '../../ports/trail.ts';
import type { Where } from '../../ports/where.ts';
import { authRequestProblems, type OnRefused } from '../auth-requests/index.ts';
import { sessionProblems } from '../sessions/index.ts';

/** What the trail calls a refusal. One that is not here says nothing about the account. */
const REFUSALS = new Map<ProblemKind, FailureName>([
	[authRequestProblems.mails_limited, 'mails_limited'],
	[authRequestProblems.code_wrong, 'code_wrong'],
	[authRequestProblems.code_tries_spent, 'code_tries_spent'],
	[authRequestProblems.guesses_limited, 'guesses_limited'],
	[authRequestProblems.link_other_browser, 'link_other_browser'],
	[authRequestProblems.link_needs_confirmation, 'link_other_browser'],
	[sessionProblems.account_disabled, 'account_disabled'],
]);

/** A code that comes too late is a person's own; a link might have been read by somebody else. */
const REFUSED_LINKS = new Map<ProblemKind, FailureName>([
	[authRequestProblems.auth_request_expired, 'link_expired'],
	[authRequestProblems.auth_request_used, 'link_used'],
]);

/** Writes refusals down, for whichever address they were. */
export function recordRefusals(
	trail: Pick<Trail, 'recordFailure'>,
	where: Where,
	method?: 'link' | 'code',
): OnRefused {
	return async (email, { kind }) => {
		const name = REFUSALS.get(kind) ?? (method === 'link' ? REFUSED_LINKS.get(kind) : undefined);
		if (name === undefined) return;
		const proof = name === 'account_disabled' && method !== undefined ? { method } : {};
		await trail.recordFailure({ name, account: { email }, ...proof }, where);
	};
}

/** What the trail calls a mail that was asked for. */
export type MailEvent =
	| 'sign_in_mail_asked'
	| 'sign_in_mail_asked_again'
	| 'registration_mail_asked'
	| 'registration_mail_asked_again'
	| 'verification_mail_asked'
	| 'verification_mail_asked_again';

/** Writes a mail down beside it, or why there was none. */
export function recordMail(trail: Trail, name: MailEvent, where: Where) {
	return {
		alongside: (trx: Db, email: string): Promise<void> =>
			trail.record(trx, { name, account: { email } }, where),
		onRefused: recordRefusals(trail, where),
	};
}
