import { setTimeout as sleep } from 'node:timers/promises';
import type { OutboxWorker } from '../src/features/outbox/worker.ts';
import type { Mailer, OutgoingMail } from '../src/ports/mailer.ts';

const WITHIN_MS = 5000;
const POLL_MS = 5;

/** The mails of a test. Nothing is delivered before somebody waits for a mail. */
export interface TestMail {
	/** All that was delivered, oldest first. */
	readonly delivered: readonly OutgoingMail[];
	readonly mailer: Mailer;
	connect(worker: Pick<OutboxWorker, 'start' | 'wake'>): void;
	/**
	 * The next mail to an address that nobody has waited for yet.
	 * @param subject which one, where others come as well
	 * @throws when none comes within 5 s
	 */
	next(to: string, subject?: RegExp): Promise<OutgoingMail>;
	/** The code in the next mail to an address. */
	nextCode(to: string): Promise<string>;
	/** The token of the link in the next mail to an address. */
	nextLinkToken(to: string): Promise<string>;
}

/** Collects mails instead of delivering them. */
export function createTestMail(): TestMail {
	const delivered: OutgoingMail[] = [];
	const seen = new Set<OutgoingMail>();
	let worker: Pick<OutboxWorker, 'start' | 'wake'> | undefined;
	let isStarted = false;

	async function next(to: string, subject = /(?:)/): Promise<OutgoingMail> {
		if (!isStarted) worker?.start();
		isStarted = true;
		worker?.wake();
		const deadline = Date.now() + WITHIN_MS;
		for (;;) {
			const mail = delivered.find(
				(each) => each.to === to && subject.test(each.subject) && !seen.has(each),
			);
			if (mail !== undefined) {
				seen.add(mail);
				return mail;
			}
			if (Date.now() > deadline) throw new Error(`no mail to ${to}`);
			await sleep(POLL_MS);
		}
	}

	return {
		delivered,
		mailer: {
			send: (mail) => {
				delivered.push(mail);
				return Promise.resolve();
			},
			close: () => undefined,
		},
		connect: (given) => {
			worker = given;
		},
		next,
		nextCode: async (to) => codeIn(await next(to)),
		nextLinkToken: async (to) => linkTokenIn(await next(to)),
	};
}

/** The six digits in a mail. @throws when there are none */
export function codeIn({ text }: Pick<OutgoingMail, 'text'>): string {
	const code = /^\s*(\d{6})\s*$/m.exec(text)?.[1];
	if (code === undefined) throw new Error(`no code in:\n${text}`);
	return code;
}

/** The token in a mail's link. @throws when there is none */
export function linkTokenIn({ text }: Pick<OutgoingMail, 'text'>): string {
	const token = /\/link#t=([\w-]{43})\b/.exec(text)?.[1];
	if (token === undefined) throw new Error(`no link in:\n${text}`);
	return token;
}
