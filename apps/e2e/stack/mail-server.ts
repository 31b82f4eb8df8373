import { once } from 'node:events';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { findFreePort } from '@postern/local-servers';
import { readMail, type ReceivedMail } from './received-mail.ts';

/**
 * What the server does with a mail: takes it; puts it off, as a provider that limits (451); refuses it
 * for good (550); or takes every byte and then never answers.
 */
export type MailManners = 'take' | 'put-off' | 'refuse' | 'hang';

const WITHIN_MS = 15_000;

/** A mail server that the API really delivers to, and that the tests read. */
export type MailServer = Awaited<ReturnType<typeof startMailServer>>;

/** Listens on a free port of 127.0.0.1. It offers no TLS: its only client is on the same machine. */
export async function startMailServer() {
	const port = await findFreePort();
	const received: ReceivedMail[] = [];
	const seen = new Set<ReceivedMail>();
	const tries: string[] = [];
	const manners = new Map<string, MailManners>();
	let mannersToAll: MailManners = 'take';
	let server: SMTPServer | null = null;
	let arrived = Promise.withResolvers<undefined>();

	function noteArrival(): void {
		arrived.resolve(undefined);
		arrived = Promise.withResolvers();
	}

	async function take(stream: AsyncIterable<Buffer>, session: SMTPServerSession): Promise<void> {
		const to = session.envelope.rcptTo.map(({ address }) => address);
		const chunks: Buffer[] = [];
		for await (const chunk of stream) chunks.push(chunk);
		const how = manners.get(to.join()) ?? mannersToAll;
		tries.push(...to);
		if (how === 'take' || how === 'hang') {
			received.push(await readMail(Buffer.concat(chunks), to));
		}
		noteArrival();
		if (how === 'put-off') throw failure(451, '4.7.1 Try again later');
		if (how === 'refuse') throw failure(550, '5.1.1 No such mailbox');
		if (how === 'hang') await new Promise(() => undefined);
	}

	async function start(): Promise<void> {
		if (server) return;
		server = new SMTPServer({
			disabledCommands: ['AUTH', 'STARTTLS'],
			disableReverseLookup: true,
			closeTimeout: 1,
			onData: (stream, session, answer) => {
				take(stream, session).then(() => {
					answer();
				}, answer);
			},
		});
		// A client that is killed in the middle of a mail is what some tests are about.
		server.on('error', () => undefined);
		await once(server.listen(port, '127.0.0.1'), 'listening');
	}

	/** Closes the port and cuts every connection, as a provider that is down. */
	async function stop(): Promise<void> {
		const running = server;
		server = null;
		if (running) await new Promise<void>((resolve) => running.close(resolve));
	}

	/** Waits until what was asked for is there, and tells what came when it is not. */
	async function until<T>(find: () => T | undefined, what: string): Promise<T> {
		const timeout = AbortSignal.timeout(WITHIN_MS);
		const timedOut = once(timeout, 'abort');
		for (;;) {
			const found = find();
			if (found !== undefined) return found;
			if (timeout.aborted) {
				throw new Error(`No ${what}. Came: ${received.map(({ to }) => to).join(', ')}`);
			}
			await Promise.race([arrived.promise, timedOut]);
		}
	}

	await start();
	return {
		url: `smtp://127.0.0.1:${port}`,
		start,
		stop,

		/** How it treats mails from now on: those to one address, or all of them. */
		behave(how: MailManners, to?: string): void {
			if (to !== undefined) {
				manners.set(to, how);
				return;
			}
			manners.clear();
			mannersToAll = how;
		},

		/**
		 * The next mail to an address that nobody has waited for yet.
		 * @param subject which one, where others come as well
		 * @throws when none comes in 15 s
		 */
		async next(to: string, subject = /(?:)/): Promise<ReceivedMail> {
			const isNext = (mail: ReceivedMail): boolean =>
				mail.to === to && subject.test(mail.subject) && !seen.has(mail);
			const mail = await until(() => received.find(isNext), `mail to ${to}`);
			seen.add(mail);
			return mail;
		},

		/** Everything that came for an address, oldest first. */
		all: (to: string): readonly ReceivedMail[] => received.filter((mail) => mail.to === to),

		/** Settles when so many deliveries to an address have been tried, whatever became of them. */
		async tried(to: string, times: number): Promise<void> {
			const count = (): number => tries.filter((each) => each === to).length;
			await until(() => (count() >= times ? true : undefined), `try number ${times} for ${to}`);
		},
	};
}

function failure(responseCode: number, text: string): Error {
	return Object.assign(new Error(text), { responseCode });
}
