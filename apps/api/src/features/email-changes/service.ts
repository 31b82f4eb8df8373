import { Problem } from '@postern/problem';
import { DAY_MS } from '../../ports/clock.ts';
import { createAsking } from './asking.ts';
import { createChange, type ChangedEmail, endedBy } from './change.ts';
import type { EmailChangesDeps, Mover } from './deps.ts';
import { problems } from './problems.ts';
import { createUndo } from './undo.ts';
import { createWithdrawUndoLinks } from './withdrawing.ts';

const PURPOSE = 'change_email';

/**
 * Giving an account another address. The new one is live only once its mailbox is proven, in the session of
 * the person who asked; the old one is told, and can undo it for some days (better-auth #7196).
 */
export function createEmailChanges(deps: EmailChangesDeps) {
	const { store, authRequests, clock, type, webUrl } = deps;
	const change = createChange(deps);

	const { composeFor, recordAsked, recordRefusals } = createAsking(deps);

	const referenceOf = (id: string, { session, starter }: Mover) =>
		({ purpose: PURPOSE, id, starter, userId: session.userId }) as const;

	/** Another account got the address between the look at it and this moment. */
	async function unlessTaken(work: Promise<ChangedEmail>): Promise<ChangedEmail> {
		try {
			return await work;
		} catch (error) {
			throw deps.isConflict(error) ? new Problem(problems.email_taken) : error;
		} finally {
			deps.wakeOutbox();
		}
	}

	return {
		/**
		 * Mails a link and a code to the new address, in the place of any that was asked for before. The answer
		 * and the work are the same whether another account has it or not.
		 * @throws {Problem} mails_limited
		 */
		async send(email: string, mover: Mover) {
			const { session, starter, where } = mover;
			const { userId } = session;
			return authRequests.begin({
				purpose: PURPOSE,
				...{ email, type, starter, userId, client: where.client },
				linkTarget: `${webUrl}/change-email`,
				replaces: { userId, purpose: PURPOSE },
				compose: await composeFor(email, mover),
				...recordAsked(mover),
			});
		},

		/** @throws {Problem} auth_request_not_found, auth_request_used, code_tries_spent, mails_limited */
		resend: (id: string, mover: Mover) =>
			authRequests.renew({
				...referenceOf(id, mover),
				client: mover.where.client,
				composeFor: (email) => composeFor(email, mover),
				...recordAsked(mover),
			}),

		/** The change that this person asked for in this browser and has not proven yet; null for none. */
		pending: ({ session, starter }: Pick<Mover, 'session' | 'starter'>) =>
			authRequests.findPending(session.userId, PURPOSE, starter),

		/** @throws {Problem} what `proveByCode` throws, email_taken, session_ended */
		verifyCode: (id: string, code: string, mover: Mover): Promise<ChangedEmail> => {
			const { client } = mover.where;
			const onRefused = recordRefusals(mover);
			const locksFirst = endedBy(mover);
			const shown = { ...referenceOf(id, mover), client, code, locksFirst, onRefused };
			return unlessTaken(authRequests.proveByCode(shown, change(mover, 'code')));
		},

		/** @throws {Problem} what `proveByLink` throws, email_taken, session_ended */
		verifyLink: (token: string, isConfirmed: boolean, mover: Mover): Promise<ChangedEmail> => {
			const { session, starter } = mover;
			const shown = { purpose: PURPOSE, token, starter, isConfirmed } as const;
			const { userId } = session;
			return unlessTaken(
				authRequests.proveByLink(
					{ ...shown, userId, locksFirst: endedBy(mover) },
					change(mover, 'link'),
				),
			);
		},

		undo: createUndo(deps),

		withdrawUndoLinks: createWithdrawUndoLinks(deps),

		/** Removes up to `limit` changes that could be undone until a day ago; answers how many. */
		removeOld: (limit: number): Promise<number> => store.removeOld(clock() - DAY_MS, limit),
	};
}

export type EmailChanges = ReturnType<typeof createEmailChanges>;
