/** Those who give their account another address, as a test plays them: in a browser, signed in. */
import type { LightMyRequestResponse as Response } from 'fastify';
import type { OutgoingMail } from '../src/ports/mailer.ts';
import type { Person, TestApp } from './app.ts';
import { codeIn } from './mail.ts';
import { createVisitor, type Visitor } from './visitor.ts';

const PATH = '/users/me/email/change';

/** A browser in which a person is signed in. */
export interface Mover extends Pick<Visitor, 'cookies' | 'request'> {
	signIn(): Promise<Response>;
	me(): Promise<Response>;
	sendChange(email: string): Promise<Response>;
	resendChange(authRequestId: string): Promise<Response>;
	changeByCode(authRequestId: string, code: string): Promise<Response>;
	changeByLink(token: string, confirmed?: boolean): Promise<Response>;
	pending(): Promise<Response>;
}

/** A new browser, in which somebody signs in with a password. */
export async function createMover(
	api: Pick<TestApp, 'send'>,
	{ email, password }: Pick<Person, 'email' | 'password'>,
): Promise<Mover> {
	const { cookies, request } = createVisitor(api);
	const post = (url: string, payload: object) => request({ method: 'POST', url, payload });
	const signIn = () => post('/auth/login', { email, password });
	await signIn();
	return {
		cookies,
		request,
		signIn,
		me: () => request({ url: '/users/me' }),
		sendChange: (to) => post(`${PATH}/send`, { email: to }),
		resendChange: (authRequestId) => post(`${PATH}/resend`, { authRequestId }),
		changeByCode: (authRequestId, code) => post(`${PATH}/verify/code`, { authRequestId, code }),
		changeByLink: (token, confirmed) =>
			post(`${PATH}/verify/link`, { token, ...(confirmed === undefined ? {} : { confirmed }) }),
		pending: () => request({ url: PATH }),
	};
}

/** Asks for a change and waits for its mail. @throws when that is refused */
export async function askForChange(api: Pick<TestApp, 'mail'>, mover: Mover, email: string) {
	const response = await mover.sendChange(email);
	if (response.statusCode !== 200) throw new Error(`refused: ${response.body}`);
	const { authRequestId: id } = response.json<{ authRequestId: string }>();
	const mail = await api.mail.next(email);
	return { id, mail, code: codeIn(mail), token: tokenIn(mail, 'change-email') };
}

/** Changes the address and gives the token that undoes it, from the mail to the old one. */
export async function changeEmail(
	api: Pick<TestApp, 'mail'>,
	mover: Mover,
	{ from, to }: { readonly from: string; readonly to: string },
): Promise<string> {
	const { id, code } = await askForChange(api, mover, to);
	const changed = await mover.changeByCode(id, code);
	if (changed.statusCode !== 200) throw new Error(`refused: ${changed.body}`);
	return undoTokenFor(api, from);
}

/** The token that undoes a change, from the mail to the old address. */
export async function undoTokenFor(api: Pick<TestApp, 'mail'>, from: string): Promise<string> {
	for (;;) {
		const mail = await api.mail.next(from);
		if (mail.text.includes('/undo#t=')) return tokenIn(mail, 'undo');
	}
}

/** The token of the link in a mail that leads to a page. @throws when there is none */
export function tokenIn({ text }: Pick<OutgoingMail, 'text'>, page: string): string {
	const token = new RegExp(`/${page}#t=([\\w-]{43})\\b`).exec(text)?.[1];
	if (token === undefined) throw new Error(`no link to /${page} in:\n${text}`);
	return token;
}
