import type { ProblemKind } from '@postern/problem';
import type { Db } from '../../ports/storage.ts';
import type { FailureName } from '../../ports/trail.ts';
import { authRequestProblems, type ComposeMail, type OnRefused } from '../auth-requests/index.ts';
import { supportedLocale } from '../mails/index.ts';
import type { EmailChangesDeps, Mover } from './deps.ts';

/** Guesses at a code are somebody at work on the account; what else is refused says nothing about it. */
const REFUSALS = new Map<ProblemKind, FailureName>([
	[authRequestProblems.code_wrong, 'code_wrong'],
	[authRequestProblems.code_tries_spent, 'code_tries_spent'],
	[authRequestProblems.guesses_limited, 'guesses_limited'],
]);

/** Makes the functions that choose the mail to a new address, and write down what was asked and refused. */
export function createAsking({ users, trail, isSameBrowser }: EmailChangesDeps) {
	/**
	 * The mail to the new address. Where an account has it, or had it a few days ago, its owner is told, and
	 * the mail proves nothing; the work and the answer are the same.
	 */
	async function composeFor(email: string, mover: Mover): Promise<ComposeMail> {
		const { userId } = mover.session;
		const owner = await users.findByEmail(email);
		const isReserved = await users.isReserved(email, userId);
		const self = await users.findByEmail(mover.session.user.email);
		const reader = owner ?? self;
		const locale = supportedLocale(reader?.language ?? null) ?? mover.locale;
		return (secrets) =>
			owner !== null || isReserved
				? { template: 'email-taken', locale, data: {} }
				: { template: 'change-email', locale, data: { ...secrets, isSameBrowser } };
	}

	function recordRefusals({ session: { userId }, where }: Mover): OnRefused {
		return async (_email, { kind }) => {
			const name = REFUSALS.get(kind);
			if (name !== undefined) await trail.recordFailure({ name, account: { userId } }, where);
		};
	}

	return {
		composeFor,
		recordRefusals,

		/** Writes a mail down beside it. */
		recordAsked: ({ session: { userId }, where }: Mover) => ({
			alongside: (trx: Db): Promise<void> =>
				trail.record(trx, { name: 'email_change_asked', account: { userId } }, where),
		}),
	};
}
