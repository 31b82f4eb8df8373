import { createTransport } from 'nodemailer';
import { type Mailer, MailRefused, type OutgoingMail } from '../../ports/mailer.ts';
import { attempt, ATTEMPT_TIMEOUT_MS } from './attempt.ts';
import { fewWords } from './few-words.ts';
import { type Sender, toMessage } from './message.ts';
import { parseSmtpUrl } from './smtp-url.ts';

/** What sending over SMTP needs. */
export interface SmtpMailerOptions {
	/** `smtp://user:password@host:587` or `smtps://…:465`. */
	readonly url: string;
	readonly from: Sender;
	/** For one mail, from the look-up of the host to the last reply. */
	readonly timeoutMs?: number;
}

/**
 * Sends over SMTP, on connections that are kept for the next mail. Certificates are always verified.
 * @throws {TypeError} at once when the URL cannot be used; a server that cannot be reached is found out by
 * the first mail
 */
export function createSmtpMailer(options: SmtpMailerOptions): Mailer {
	const { url, from, timeoutMs = ATTEMPT_TIMEOUT_MS } = options;
	const server = parseSmtpUrl(url);
	const secrets = Object.values(server.auth ?? {});
	const transport = createTransport({
		...server,
		pool: true,
		// As many as the outbox hands over at once.
		maxConnections: 6,
		// The variable NODE_TLS_REJECT_UNAUTHORIZED must not switch it off either.
		tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
		connectionTimeout: timeoutMs,
		greetingTimeout: timeoutMs,
		socketTimeout: timeoutMs,
		dnsTimeout: timeoutMs,
		// Once, for a kept connection that the server has closed meanwhile; further tries are the outbox's.
		maxRequeues: 1,
		disableFileAccess: true,
		disableUrlAccess: true,
	});
	return {
		send: (mail, stop) =>
			attempt(stop, timeoutMs, async (signal) => {
				const message = toMessage(from, mail);
				try {
					await transport.sendMail({ ...message, signal });
				} catch (error) {
					throw toFailure(error as SmtpFailure, mail, secrets);
				}
			}),
		close: () => transport.close(),
	};
}

/** What nodemailer tells about a failure; each part may be missing. */
type SmtpFailure = Error & {
	readonly code?: string;
	readonly originalCode?: string;
	/** The command that was answered, like `RCPT TO`. */
	readonly command?: string;
	readonly response?: string;
	readonly responseCode?: number;
};

/**
 * Permanent replies that speak of the session and not of the mail: a wrong order of commands (503), a
 * server that takes no mail (521), and signing in (530 to 538).
 */
const ABOUT_THE_SESSION: readonly number[] = [503, 521, 530, 534, 535, 538];

/** An error of our own: nodemailer's repeats the server's whole reply. */
function toFailure(failure: SmtpFailure, mail: OutgoingMail, secrets: readonly string[]): Error {
	const { command = 'CONN', response = failure.message, responseCode } = failure;
	const [enhanced] = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(response) ?? [];
	// What is said about signing in may hold the password in a form that nothing recognises.
	const said = command.startsWith('AUTH') ? '' : response;
	const words = fewWords(said, mail, ...secrets);
	const parts = [
		'SMTP',
		command,
		responseCode,
		enhanced,
		failure.code,
		failure.originalCode,
		words,
	];
	const text = parts.filter(Boolean).join(' ');
	return isRefusal(command, responseCode ?? 0) ? new MailRefused(text) : new Error(text);
}

/** RFC 5321, 4.2.1: 5yz is for ever, and what it is about is told by the command. */
function isRefusal(command: string, responseCode: number): boolean {
	const isAboutTheMail = command === 'RCPT TO' || command === 'DATA';
	return isAboutTheMail && responseCode >= 500 && !ABOUT_THE_SESSION.includes(responseCode);
}
