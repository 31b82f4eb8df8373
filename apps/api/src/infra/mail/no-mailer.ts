import type { Mailer } from '../../ports/mailer.ts';

/** For programs that put mail into the outbox and leave it to the API to deliver. */
export const noMailer: Mailer = {
	send: () => Promise.reject(new Error('this program delivers no mail')),
	close: () => undefined,
};
