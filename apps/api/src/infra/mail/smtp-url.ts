import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** A mail server and how to talk to it. */
export interface SmtpServer {
	readonly host: string;
	/** Left out: 465 where TLS comes first, 587 elsewhere. */
	readonly port?: number;
	/** TLS from the first byte. */
	readonly secure: boolean;
	/** Whether a server that offers no STARTTLS gets no mail. */
	readonly requireTLS: boolean;
	readonly auth?: { readonly user: string; readonly pass: string };
}

/**
 * Reads `smtp://user:password@host:587` or `smtps://…:465`. No password goes over a connection that can be
 * listened to: with a user, STARTTLS is required, except to this machine itself. There are no parameters
 * (`?tls.rejectUnauthorized=false`), since each would make it less safe.
 * @throws {TypeError} that says what is wrong and repeats nothing, since the URL holds a password
 */
export function parseSmtpUrl(text: string): SmtpServer {
	const url = urlOf(text);
	const secure = url.protocol === 'smtps:';
	const host = hostOf(url);
	const auth = authOf(url);
	return {
		host,
		secure,
		requireTLS: !secure && auth !== undefined && !isLoopback(host),
		...(url.port === '' ? {} : { port: Number(url.port) }),
		...(auth === undefined ? {} : { auth }),
	};
}

function urlOf(text: string): URL {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url === null || !['smtp:', 'smtps:'].includes(url.protocol)) {
		throw new TypeError('the SMTP URL must be like smtp://user:password@host:587');
	}
	if (url.search !== '' || url.hash !== '' || !['', '/'].includes(url.pathname)) {
		throw new TypeError('the SMTP URL takes no path, no parameters after ? and no fragment');
	}
	return url;
}

function hostOf({ hostname }: URL): string {
	const bare = hostname.replace(/^\[|\]$/g, '');
	const host = isIP(bare) > 0 ? bare : domainToASCII(decode(bare));
	if (host === '') throw new TypeError('the SMTP URL names no host');
	return host;
}

function authOf({ username, password }: URL): SmtpServer['auth'] {
	if (username === '' && password === '') return undefined;
	if (username === '' || password === '') {
		throw new TypeError('the SMTP URL needs both a user and a password, or neither');
	}
	return { user: decode(username), pass: decode(password) };
}

function decode(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		throw new TypeError('the SMTP URL has a % that is not written %25');
	}
}

function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
