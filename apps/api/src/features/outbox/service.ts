import { randomUUID } from 'node:crypto';
import { type Clock, DAY_MS } from '../../ports/clock.ts';
import type { Keys } from '../../ports/keys.ts';
import type { Db } from '../../ports/storage.ts';
import type { MailContent } from '../mails/index.ts';
import type { Backlog } from './backlog.ts';
import { createSeal } from './seal.ts';
import type { OutboxStore } from './store.ts';

/** What putting mails into the outbox needs. */
export interface OutboxDeps {
	readonly store: Pick<OutboxStore, 'insert' | 'withdraw' | 'removeFinishedBefore' | 'backlog'>;
	readonly clock: Clock;
	/** 32 bytes each, kept outside the database. */
	readonly sealKeys: Keys;
	/** The right side of each `Message-ID`: the sender's domain. */
	readonly domain: string;
}

/** A mail to write and deliver. */
export interface Letter {
	/** An address in normal form. */
	readonly to: string;
	readonly content: MailContent;
	/** From when it is worthless and is not sent any more; milliseconds since 1970. */
	readonly expiresAt: number;
	/** What it is about; by this it can be withdrawn. */
	readonly reference: string;
}

/**
 * Mails that are kept with what they tell about, and leave later: who commits a transaction knows that its
 * mail will be sent, and nobody waits for a mail server.
 */
export function createOutbox({ store, clock, sealKeys, domain }: OutboxDeps) {
	const { seal } = createSeal(sealKeys);

	return {
		/** Keeps a mail within the caller's transaction; it leaves after the commit, at least once. */
		async put(trx: Db, { to, content, expiresAt, reference }: Letter): Promise<void> {
			const id = randomUUID();
			await store.insert(trx, {
				id,
				to,
				template: content.template,
				reference,
				sealedContent: seal(id, content),
				messageId: `<${id}@${domain}>`,
				now: clock(),
				expiresAt,
			});
		},

		/**
		 * Calls back what is about this and has not left, since what it says holds no more. What is in the
		 * mailer's hands at this moment may still arrive.
		 */
		withdraw: (trx: Db, reference: string): Promise<void> =>
			store.withdraw(trx, reference, clock()),

		/** How much waits to leave. */
		backlog: (): Promise<Backlog> => store.backlog(clock()),

		/** Removes up to `limit` mails that were finished more than a day ago; answers how many. */
		removeOld: (limit: number): Promise<number> =>
			store.removeFinishedBefore(clock() - DAY_MS, limit),
	};
}

export type Outbox = ReturnType<typeof createOutbox>;
