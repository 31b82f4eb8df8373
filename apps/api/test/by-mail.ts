/** Proofs by mail for other purposes than signing in, as a visitor makes them. */
import type { LightMyRequestResponse as Response } from 'fastify';
import type { TestApp } from './app.ts';
import { codeIn } from './mail.ts';
import type { Mailed, Sent, Visitor } from './visitor.ts';

/** The operations below one path, as one visitor calls them. */
export interface ByMail {
	send(payload: object): Promise<Response>;
	/** Asks for a mail and waits for it. @throws when that is refused */
	askFor(payload: object, email: string): Promise<Mailed>;
	resend(authRequestId: string): Promise<Response>;
	verifyCode(authRequestId: string, code: string): Promise<Response>;
	verifyLink(token: string, confirmed?: boolean): Promise<Response>;
	find(authRequestId: string): Promise<Response>;
}

/** The operations of registering (`/auth/register`), of verifying an address, and so on. */
export function byMail(
	api: Pick<TestApp, 'mail'>,
	path: string,
	{ request }: Pick<Visitor, 'request'>,
	cookie?: string,
): ByMail {
	const own = cookie === undefined ? {} : { cookie };
	const post = (below: string, payload?: object) =>
		request({
			method: 'POST',
			url: `${path}/${below}`,
			...(payload === undefined ? {} : { payload }),
			...own,
		});
	const send = (payload: object) =>
		post('send', Object.keys(payload).length === 0 ? undefined : payload);
	return {
		send,
		async askFor(payload, email) {
			const response = await send(payload);
			if (response.statusCode !== 200) throw new Error(`refused: ${response.body}`);
			const mail = await api.mail.next(email);
			return {
				id: response.json<Sent>().authRequestId,
				mail,
				get code() {
					return codeIn(mail);
				},
				get token() {
					const token = /#t=([\w-]{43})\b/.exec(mail.text)?.[1];
					if (token === undefined) throw new Error(`no link in:\n${mail.text}`);
					return token;
				},
			};
		},
		resend: (authRequestId) => post('resend', { authRequestId }),
		verifyCode: (authRequestId, code) => post('verify/code', { authRequestId, code }),
		verifyLink: (token, confirmed) =>
			post('verify/link', { token, ...(confirmed === undefined ? {} : { confirmed }) }),
		find: (authRequestId) => request({ url: `${path}/requests/${authRequestId}`, ...own }),
	};
}
