import type { Clock } from '../../ports/clock.ts';
import { SECOND_MS } from '../../ports/clock.ts';
import type { Keys } from '../../ports/keys.ts';
import { type Mailer, MailRefused, type OutgoingMail } from '../../ports/mailer.ts';
import type { MailContent, WrittenMail } from '../mails/index.ts';
import { reasonOf } from './reason.ts';
import { createSeal } from './seal.ts';
import type { ClaimedMail } from './store.ts';
import { type Random, retryDelay, type Schedule } from './timing.ts';

/** What an attempt needs. */
export interface AttemptDeps {
	readonly mailer: Pick<Mailer, 'send'>;
	readonly write: (content: MailContent) => WrittenMail;
	readonly sealKeys: Keys;
	readonly clock: Clock;
	readonly random: Random;
	readonly schedule: Schedule;
	readonly attemptMs: number;
	readonly attemptsMax: number;
}

/** How an attempt came out. */
export type Outcome =
	| { readonly kind: 'sent' }
	/** Not tried, or broken off to stop. */
	| { readonly kind: 'released' }
	| { readonly kind: 'retry'; readonly at: number; readonly reason: string }
	/** Given up: another attempt would change nothing, or come too late. */
	| { readonly kind: 'parked' | 'expired'; readonly reason: string };

/** Tries to deliver one mail, for a bounded time, and never throws. */
export function createAttempt(deps: AttemptDeps) {
	const { mailer, write, clock, random, schedule, attemptMs, attemptsMax } = deps;
	const { open } = createSeal(deps.sealKeys);

	function failed(mail: ClaimedMail, reason: string): Outcome {
		if (mail.attempts >= attemptsMax) return { kind: 'parked', reason };
		const at = clock() + retryDelay(mail.attempts, mail.expiresAt - mail.createdAt, random);
		return at < mail.expiresAt ? { kind: 'retry', at, reason } : { kind: 'expired', reason };
	}

	async function send(mail: OutgoingMail, stopping: AbortSignal): Promise<void> {
		const breaker = new AbortController();
		const stop = () => breaker.abort(stopping.reason);
		const cancel = schedule(attemptMs, () => {
			breaker.abort(new Error(`no answer within ${attemptMs / SECOND_MS} s`));
		});
		stopping.addEventListener('abort', stop);
		try {
			// A mailer that does not hear the signal is left behind.
			await Promise.race([aborted(breaker.signal), mailer.send(mail, breaker.signal)]);
		} finally {
			cancel();
			stopping.removeEventListener('abort', stop);
		}
	}

	async function deliver(
		mail: ClaimedMail,
		content: MailContent,
		stopping: AbortSignal,
	): Promise<Outcome> {
		const { to, messageId, createdAt: writtenAt } = mail;
		let written: WrittenMail;
		try {
			written = write(content);
		} catch (error) {
			// Its message may quote what it was given; its name cannot.
			const name = error instanceof Error ? error.name : 'unknown';
			return { kind: 'parked', reason: `the mail cannot be written (${name})` };
		}
		try {
			await send({ messageId, to, ...written, writtenAt }, stopping);
			return { kind: 'sent' };
		} catch (error) {
			const reason = reasonOf(error, to, content);
			if (error instanceof MailRefused) return { kind: 'parked', reason };
			return stopping.aborted ? { kind: 'released' } : failed(mail, reason);
		}
	}

	return async function attempt(mail: ClaimedMail, stopping: AbortSignal): Promise<Outcome> {
		// After a pause of the whole machine another may be working on it already.
		const isTooLate = clock() + attemptMs > mail.lease.until;
		if (stopping.aborted || isTooLate) return { kind: 'released' };
		let content: MailContent;
		try {
			content = open(mail.id, mail.sealedContent);
		} catch {
			// Not given up: another process may know the key, or this one after its next start.
			return failed(
				mail,
				'the content cannot be opened: SECRET_KEY is another and SECRET_KEY_PREVIOUS does not name it, or it was altered',
			);
		}
		return deliver(mail, content, stopping);
	};
}

function aborted(signal: AbortSignal): Promise<never> {
	return new Promise((_, reject) => {
		signal.addEventListener('abort', () => {
			reject(signal.reason as Error);
		});
	});
}
