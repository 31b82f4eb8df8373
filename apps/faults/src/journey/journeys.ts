import { randomUUID } from 'node:crypto';
import type { MailSink } from '../stack/mail-sink.ts';
import type { Answer } from './http.ts';
import type { Visitor } from './visitor.ts';

/** Thrown where a journey cannot go on; the ledger has the answer too. */
export class JourneyOver extends Error {
	override readonly name = 'JourneyOver';
	constructor({ status, error }: Answer) {
		super(`A journey ended early: ${error ?? String(status)}`);
	}
}

/** Called between two requests, so that a person takes their time. */
export type Pause = () => Promise<void>;

/** What everybody registers with. */
export const PASSWORD = 'a long walk along the quiet harbour';
const bodyOf = (answer: { readonly body: unknown }) => answer.body as Record<string, unknown>;

/** Signs in with a code that is mailed; the first time that makes the account. */
export async function signInByCode(
	visitor: Visitor,
	mail: Pick<MailSink, 'codeFor'>,
	pause: Pause,
): Promise<void> {
	const { email } = visitor;
	const path = '/auth/passwordless/email';
	const sent = await visitor.call('ask for a code', 'POST', `${path}/send`, { body: { email } });
	if (sent.status !== 200) throw new JourneyOver(sent);
	const code = await mail.codeFor(email);
	await pause();
	const verified = await visitor.call('sign in by code', 'POST', `${path}/verify/code`, {
		body: { authRequestId: bodyOf(sent)['authRequestId'], code },
	});
	if (verified.status !== 200) throw new JourneyOver(verified);
}

/** Registers with a password and proves the address; the visitor is signed in then. */
export async function register(visitor: Visitor, mail: Pick<MailSink, 'codeFor'>): Promise<void> {
	const { email } = visitor;
	const body = { email, password: PASSWORD };
	const sent = await visitor.call('register', 'POST', '/auth/register/send', { body });
	if (sent.status !== 200) throw new JourneyOver(sent);
	const code = await mail.codeFor(email);
	const proof = { authRequestId: bodyOf(sent)['authRequestId'], code };
	const proven = await visitor.call('prove the address', 'POST', '/auth/register/verify/code', {
		body: proof,
	});
	if (proven.status !== 200) throw new JourneyOver(proven);
}

/** Signs in with the password of `register`. */
export async function signInByPassword(visitor: Visitor): Promise<void> {
	const answer = await signInWith(visitor, PASSWORD);
	if (answer.status !== 200) throw new JourneyOver(answer);
}

/** Tries to sign in with a password. */
export const signInWith = (visitor: Visitor, password: string): Promise<Answer> =>
	visitor.call('sign in by password', 'POST', '/auth/login', {
		body: { email: visitor.email, password },
	});

/** What a person does who is signed in: looks who they are, and writes, ticks off and removes a to-do. */
export async function work(visitor: Visitor, pause: Pause): Promise<void> {
	const { email } = visitor;
	const title = `to-do ${randomUUID()}`;
	const isMe = (body: unknown) => (body as { email?: string }).email === email;
	await visitor.call('who am I', 'GET', '/users/me', { expect: { status: 200, isRight: isMe } });
	await pause();
	const added = await visitor.call('add a to-do', 'POST', '/todos', {
		body: { title },
		expect: { status: 201 },
	});
	if (added.status !== 201) throw new JourneyOver(added);
	const path = `/todos/${String(bodyOf(added)['id'])}`;
	await pause();
	const hasIt = (body: unknown) =>
		(body as { title: string }[]).some((each) => each.title === title);
	await visitor.call('list to-dos', 'GET', '/todos', { expect: { status: 200, isRight: hasIt } });
	await pause();
	await visitor.call('tick off a to-do', 'PATCH', path, { body: { completed: true } });
	await pause();
	await visitor.call('list sessions', 'GET', '/users/me/sessions');
	await pause();
	await visitor.call('remove a to-do', 'DELETE', path, { expect: { status: 204 } });
}

/** Signs out, and looks that it holds. */
export async function signOut(visitor: Visitor): Promise<void> {
	const before = visitor.cookie();
	const ended = await visitor.call('sign out', 'POST', '/auth/logout', { expect: { status: 204 } });
	if (ended.status !== 204) throw new JourneyOver(ended);
	visitor.takeCookies(before);
	await visitor.call('signed out?', 'GET', '/users/me', { expect: { status: 401 } });
}
