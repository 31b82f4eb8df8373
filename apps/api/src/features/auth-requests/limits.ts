import { Problem, type ProblemKind } from '@postern/problem';
import type { Db } from '../../ports/storage.ts';
import type { Budgets, Spending } from '../budgets/index.ts';
import { problems } from './problems.ts';

/** How often mails may be sent and codes compared. */
export interface AuthRequestLimits {
	readonly mailsPerMinute: number;
	readonly mailsPerHour: number;
	readonly guessesPerHour: number;
	readonly triesMax: number;
	/** Mails and guesses together, from one client address. */
	readonly clientPerMinute: number;
}

/** A look at a code or a password of an address. */
export interface Guess {
	readonly email: string;
	/** The unit of client address that it comes from. */
	readonly client: string;
	/** The browser that it comes from, if the account knows it. */
	readonly browser: string | null;
}

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;
/** Of an address's mails, those that no single client can use up. */
const MAILS_KEPT_FOR_OTHERS = 2;

/**
 * The budgets of mails and guesses. They are counted for the address, known or not, so that a refusal
 * says nothing about accounts; and one client gets no more than a share of them, so that a stranger who
 * burns it does not lock out the person, who asks from elsewhere.
 */
export function createAuthRequestBudgets(
	budgets: Pick<Budgets, 'spend' | 'takeBack'>,
	limits: AuthRequestLimits,
) {
	const hourly = (name: string, limit: number) => ({ name, limit, windowSeconds: HOUR_SECONDS });
	/** What one client gets of it: where the whole is small, half, so that a typing error is no lockout. */
	const share = (name: string, limit: number, keptForOthers: number) =>
		hourly(name, Math.max(Math.ceil(limit / 2), limit - keptForOthers));
	const perMinute = (name: string, limit: number) => ({
		name,
		limit,
		windowSeconds: MINUTE_SECONDS,
	});
	const client = perMinute('client', limits.clientPerMinute);
	const mails = {
		minute: perMinute('mails-minute', limits.mailsPerMinute),
		hour: hourly('mails-hour', limits.mailsPerHour),
		share: share('mails-share', limits.mailsPerHour, MAILS_KEPT_FOR_OTHERS),
	};
	const guesses = {
		hour: hourly('guesses-hour', limits.guessesPerHour),
		share: share('guesses-share', limits.guessesPerHour, limits.triesMax),
		browser: hourly('guesses-browser', limits.guessesPerHour),
	};

	async function spend(trx: Db, spendings: readonly Spending[], kind: ProblemKind): Promise<void> {
		const retryAfterSeconds = await budgets.spend(trx, spendings);
		if (retryAfterSeconds > 0) throw new Problem(kind, { retryAfterSeconds });
	}

	const shareOf = (email: string, from: string) => `${email}\0${from}`;

	/**
	 * The guesses of an address are one budget; those of a browser that the account knows are their own. What most
	 * may want at once comes last: whoever has it keeps the others waiting until the transaction ends.
	 */
	function guessesOf({ email, client: from, browser }: Guess): Spending[] {
		if (browser !== null) return [{ budget: guesses.browser, subject: shareOf(email, browser) }];
		return [
			{ budget: guesses.share, subject: shareOf(email, from) },
			{ budget: guesses.hour, subject: email },
		];
	}

	return {
		/** Counts a mail. @throws {Problem} mails_limited, and the transaction must end with it */
		spendMail: (trx: Db, email: string, from: string): Promise<void> =>
			spend(
				trx,
				[
					{ budget: mails.minute, subject: email },
					{ budget: mails.hour, subject: email },
					{ budget: mails.share, subject: shareOf(email, from) },
					{ budget: client, subject: from },
				],
				problems.mails_limited,
			),

		/** Counts a guess. @throws {Problem} guesses_limited, and the transaction must end with it */
		spendGuess: (trx: Db, guess: Guess): Promise<void> =>
			spend(
				trx,
				[{ budget: client, subject: guess.client }, ...guessesOf(guess)],
				problems.guesses_limited,
			),

		/** Frees a guess that was counted a moment ago. That its client was here still counts. */
		takeBackGuess: (trx: Db, guess: Guess): Promise<void> =>
			budgets.takeBack(trx, guessesOf(guess)),
	};
}

export type AuthRequestBudgets = ReturnType<typeof createAuthRequestBudgets>;
