import { createHash } from 'node:crypto';
import { type Mailer, MailRefused, type OutgoingMail } from '../../ports/mailer.ts';
import { attempt, ATTEMPT_TIMEOUT_MS } from './attempt.ts';
import { fewWords } from './few-words.ts';
import { AUTOMATIC_HEADERS, recipientOf, type Sender } from './message.ts';

/** What sending through the Resend API needs. */
export interface ResendMailerOptions {
	readonly apiKey: string;
	/** Like `https://api.resend.com`. */
	readonly url: string;
	readonly from: Sender;
	/** For one mail, from the look-up of the host to the status of the reply. */
	readonly timeoutMs?: number;
}

const REPLY_CHARACTERS_MAX = 4096;
/**
 * The statuses that speak of this mail: it is malformed (400), too large (413), or its content or recipient
 * is not valid (422). The others speak of the key (401, 403), the address of the API (404, 405), the same
 * mail being on its way (409), the quota (429) or the weather, and pass when somebody mends it.
 */
const REFUSALS = new Set([400, 413, 422]);

/** Sends through Resend, or an API that speaks like it (https://resend.com/docs/api-reference). */
export function createResendMailer(options: ResendMailerOptions): Mailer {
	const { apiKey, url, from, timeoutMs = ATTEMPT_TIMEOUT_MS } = options;
	const endpoint = `${url.replace(/\/$/, '')}/emails`;
	return {
		send: (mail, stop) =>
			attempt(stop, timeoutMs, async (signal) => {
				const body = bodyOf(mail, from);
				const reply = await post(endpoint, apiKey, mail.messageId, body, signal);
				if (reply.ok) await reply.body?.cancel();
				else throw await toFailure(reply, mail, apiKey);
			}),
		// Its connections belong to the whole process, and end by themselves.
		close: () => undefined,
	};
}

function bodyOf(mail: OutgoingMail, from: Sender): object {
	return {
		from: mailboxOf(from),
		to: [recipientOf(mail)],
		subject: mail.subject,
		html: mail.html,
		text: mail.text,
		// Resend may put a Message-ID and a date of its own in their place.
		headers: {
			...AUTOMATIC_HEADERS,
			'Message-ID': mail.messageId,
			Date: new Date(mail.writtenAt).toUTCString().replace('GMT', '+0000'),
		},
	};
}

async function post(
	endpoint: string,
	apiKey: string,
	messageId: string,
	body: object,
	signal: AbortSignal,
): Promise<Response> {
	try {
		return await fetch(endpoint, {
			method: 'POST',
			// The key and the mail are for this address and no other.
			redirect: 'error',
			signal,
			headers: {
				authorization: `Bearer ${apiKey}`,
				'content-type': 'application/json',
				// The same mail within a day is not sent again; a hash, since 256 characters are the most.
				'idempotency-key': createHash('sha256').update(messageId).digest('hex'),
			},
			body: JSON.stringify(body),
		});
	} catch (error) {
		throw noAnswer(error as Error);
	}
}

/** An error of our own: the message of what fetch throws may hold a header's value, and so the key. */
function noAnswer({ name, cause }: Error): Error {
	const { code = name } = (cause ?? {}) as { readonly code?: string };
	return new Error(`Resend gave no answer: ${code}`);
}

/** An error of our own: the reply may quote the mail. */
async function toFailure(reply: Response, mail: OutgoingMail, apiKey: string): Promise<Error> {
	const { name, message } = failureIn(await readSome(reply));
	const slug = /^[a-z_]{1,40}$/.test(name) ? name : '';
	const parts = ['Resend', reply.status, slug, fewWords(message, mail, apiKey)];
	const text = parts.filter(Boolean).join(' ');
	return REFUSALS.has(reply.status) ? new MailRefused(text) : new Error(text);
}

/** `{"name": "invalid_api_key", "message": "API key is invalid"}`, or nothing when it is not that. */
function failureIn(body: string): { readonly name: string; readonly message: string } {
	try {
		const { name, message } = JSON.parse(body) as Readonly<Record<string, unknown>>;
		return { name: String(name), message: String(message) };
	} catch {
		// A proxy's page, or a reply that was cut off: the status says enough.
		return { name: '', message: '' };
	}
}

/** The beginning of a reply, or what came of it: the status has been told already. */
async function readSome({ body }: Response): Promise<string> {
	const decoder = new TextDecoder();
	let text = '';
	try {
		for await (const chunk of body ?? []) {
			text += decoder.decode(chunk as Uint8Array, { stream: true });
			if (text.length > REPLY_CHARACTERS_MAX) break;
		}
	} catch {
		return text;
	}
	return text.slice(0, REPLY_CHARACTERS_MAX);
}

/** `Name <address>`; a name with a character that means something there is quoted (RFC 5322, 3.2.4). */
function mailboxOf({ name, address }: Sender): string {
	if (name === '') return address;
	const isPlain = !/[()<>[\]:;@\\,."]/.test(name);
	return `${isPlain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`} <${address}>`;
}
