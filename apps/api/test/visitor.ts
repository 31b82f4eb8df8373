/** Those who sign in by mail, as a test plays them: browsers with their cookies, and programs without. */
import type { LightMyRequestResponse as Response } from 'fastify';
import type { OutgoingMail } from '../src/ports/mailer.ts';
import type { TestApp, TestRequest } from './app.ts';
import { codeIn, linkTokenIn } from './mail.ts';

const PATH = '/auth/passwordless/email';

/** The answer to `send` and `resend`. */
export interface Sent {
	readonly authRequestId: string;
	readonly passwordlessType: 'LINK' | 'CODE' | 'LINK_CODE';
	readonly expiresIn: number;
	readonly resendAfter: number;
}

/** How a visitor differs from a new browser at the usual address. */
export interface VisitorOptions {
	/** Sends no Origin and keeps no cookie. */
	readonly isProgram?: boolean;
	/** The client address. */
	readonly from?: string;
	readonly headers?: TestRequest['headers'];
}

/** A browser or a program. */
export interface Visitor {
	/** What it keeps, by name; a test may plant something. */
	readonly cookies: Map<string, string>;
	/** Sends any request with the cookies, and keeps those of the answer. */
	request(request: TestRequest): Promise<Response>;
	send(email: string, redirectTo?: string): Promise<Response>;
	/** Asks for a mail. @throws when that is refused */
	ask(email: string, redirectTo?: string): Promise<Sent>;
	resend(authRequestId: string): Promise<Response>;
	verifyCode(authRequestId: string, code: string): Promise<Response>;
	verifyLink(token: string, confirmed?: boolean): Promise<Response>;
	find(authRequestId: string): Promise<Response>;
}

/** A new visitor of an app. */
export function createVisitor(
	api: Pick<TestApp, 'send'>,
	{ isProgram = false, from, headers = {} }: VisitorOptions = {},
): Visitor {
	const cookies = new Map<string, string>();
	const own = isProgram ? { origin: undefined, ...headers } : headers;

	async function request(wanted: TestRequest): Promise<Response> {
		const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
		const response = await api.send({
			...(from === undefined ? {} : { remoteAddress: from }),
			...(cookie === '' ? {} : { cookie }),
			...wanted,
			headers: { ...own, ...wanted.headers },
		});
		if (!isProgram) keep(cookies, response);
		return response;
	}

	const post = (path: string, payload: object) =>
		request({ method: 'POST', url: `${PATH}/${path}`, payload });
	const send = (email: string, redirectTo?: string) =>
		post('send', { email, ...(redirectTo === undefined ? {} : { redirectTo }) });

	return {
		cookies,
		request,
		send,
		async ask(email, redirectTo) {
			const response = await send(email, redirectTo);
			if (response.statusCode !== 200) throw new Error(`refused: ${response.body}`);
			return response.json<Sent>();
		},
		resend: (authRequestId) => post('resend', { authRequestId }),
		verifyCode: (authRequestId, code) => post('verify/code', { authRequestId, code }),
		verifyLink: (token, confirmed) =>
			post('verify/link', { token, ...(confirmed === undefined ? {} : { confirmed }) }),
		find: (authRequestId) => request({ url: `${PATH}/requests/${authRequestId}` }),
	};
}

/** A request, and what was mailed for it. */
export interface Mailed {
	readonly id: string;
	readonly mail: OutgoingMail;
	/** @throws when the mail has none */
	readonly code: string;
	/** The link's. @throws when the mail has none */
	readonly token: string;
}

/** Asks for a mail and waits for it. @throws when that is refused */
export async function askFor(
	api: Pick<TestApp, 'mail'>,
	visitor: Pick<Visitor, 'ask'>,
	email = 'ada@example.com',
	redirectTo?: string,
): Promise<Mailed> {
	const { authRequestId } = await visitor.ask(email, redirectTo);
	return mailedFor(api, authRequestId, email);
}

/** Asks for another mail and waits for it. @throws when that is refused */
export async function askAgain(
	api: Pick<TestApp, 'mail'>,
	{ resend }: Pick<Visitor, 'resend'>,
	{ id, mail }: Pick<Mailed, 'id' | 'mail'>,
): Promise<Mailed> {
	const response = await resend(id);
	if (response.statusCode !== 200) throw new Error(`refused: ${response.body}`);
	return mailedFor(api, id, mail.to);
}

async function mailedFor(api: Pick<TestApp, 'mail'>, id: string, email: string): Promise<Mailed> {
	// What tells of an earlier sign-in is none to sign in with.
	const mail = await api.mail.next(email.trim().toLowerCase(), /^(?!New sign-in)/);
	return {
		id,
		mail,
		get code() {
			return codeIn(mail);
		},
		get token() {
			return linkTokenIn(mail);
		},
	};
}

/** Every `Set-Cookie` of an answer. */
export function setCookiesOf(response: Response): string[] {
	return [response.headers['set-cookie'] ?? []].flat();
}

/** Six digits that are not these. */
export function wrongCode(code: string): string {
	return code === '000000' ? '000001' : '000000';
}

function keep(cookies: Map<string, string>, response: Response): void {
	for (const header of setCookiesOf(response)) {
		const [, name = '', value = '', maxAge = ''] =
			/^([^=]+)=([^;]*); Max-Age=(\d+)/.exec(header) ?? [];
		if (maxAge === '0') cookies.delete(name);
		else cookies.set(name, value);
	}
}
