import type { MailSink } from '../stack/mail-sink.ts';
import type { HttpClient } from './http.ts';
import { JourneyOver, PASSWORD, register, signInByCode, signInWith } from './journeys.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createVisitor, type Visitor } from './visitor.ts';

/** What lets nobody in any more: it was ended, used, replaced or guessed at too often, and that was acknowledged. */
export interface Remains {
	/** Cookie headers of sessions that were ended. */
	readonly sessions: readonly string[];
	/** Codes, with the cookies of the browser that asked for them. */
	readonly codes: readonly SpentCode[];
	readonly resetToken: string;
	readonly email: string;
	/** The password that the reset replaced. */
	readonly password: string;
}

/** A code that was used, or guessed at until it took no more guesses. */
export interface SpentCode {
	readonly cookie: string;
	readonly authRequestId: string;
	readonly code: string;
}

const CODE_PATH = '/auth/passwordless/email';
const RESET_PATH = '/auth/password/reset';
const TRIES = 5;
const NEW_PASSWORD = 'another long walk along the quiet harbour';

/** Asks for a code, and takes it from the mail. */
export async function askForCode(
	visitor: Visitor,
	mail: Pick<MailSink, 'codeFor'>,
): Promise<SpentCode> {
	const body = { email: visitor.email };
	const sent = await visitor.call('ask for a code', 'POST', `${CODE_PATH}/send`, { body });
	if (sent.status !== 200) throw new JourneyOver(sent);
	const code = await mail.codeFor(visitor.email);
	const { authRequestId } = sent.body as { authRequestId: string };
	return { cookie: visitor.cookie(), authRequestId, code };
}

/** Uses a code, or tries to. */
export const useCode = (visitor: Visitor, { authRequestId, code }: Omit<SpentCode, 'cookie'>) =>
	visitor.call('use a code', 'POST', `${CODE_PATH}/verify/code`, {
		body: { authRequestId, code },
	});

/** Signs in, out, and resets a password, so that there is something that must not come back. */
export async function leaveRemains(
	client: HttpClient,
	mail: MailSink,
	ledger: Ledger,
): Promise<Remains> {
	const leaver = createVisitor(client, ledger);
	const used = await askForCode(leaver, mail);
	await mustAnswer(useCode(leaver, used), 200);
	const signedOut = leaver.cookie();
	const ending = leaver.call('sign out', 'POST', '/auth/logout', { expect: { status: 204 } });
	await mustAnswer(ending, 204);
	const spent = await spendCode(createVisitor(client, ledger), mail);
	const { email, resetToken, sessions } = await reset(createVisitor(client, ledger), mail);
	return {
		...{ email, resetToken, password: PASSWORD },
		sessions: [signedOut, ...sessions],
		codes: [used, spent],
	};
}

/** How many of these let somebody in. Any other answer than a refusal is in the ledger as wrong. */
export async function revivedOf(
	client: HttpClient,
	all: readonly Remains[],
	ledger: Ledger,
): Promise<number> {
	let revived = 0;
	const come = (cookie: string, email?: string) => {
		const visitor = createVisitor(client, createLedger(), email);
		visitor.takeCookies(cookie);
		return visitor;
	};
	for (const { sessions, codes, resetToken, email, password } of all) {
		const answers = [
			...sessions.map((cookie) => come(cookie).call('ended session', 'GET', '/users/me')),
			...codes.map((code) => useCode(come(code.cookie), code)),
			createVisitor(client, createLedger()).call('used link', 'POST', RESET_PATH, {
				body: { token: resetToken, newPassword: 'a third walk along the quiet harbour' },
			}),
			signInWith(createVisitor(client, createLedger(), email), password),
		];
		for (const { status, sentAt, tookMs, error } of await Promise.all(answers)) {
			const isRefused = status !== null && status >= 400 && status < 500;
			if (status === 200) revived += 1;
			const remark = isRefused ? '' : (error ?? String(status));
			ledger.add({ name: 'come back', ...{ status, sentAt, tookMs, isRight: isRefused, remark } });
		}
	}
	return revived;
}

async function spendCode(visitor: Visitor, mail: MailSink): Promise<SpentCode> {
	const asked = await askForCode(visitor, mail);
	for (let guess = 1; guess <= TRIES; guess += 1) {
		const code = String((Number(asked.code) + guess) % 1_000_000).padStart(6, '0');
		await visitor.call('guess', 'POST', `${CODE_PATH}/verify/code`, {
			body: { authRequestId: asked.authRequestId, code },
			expect: { status: 401 },
		});
	}
	return asked;
}

async function reset(visitor: Visitor, mail: MailSink) {
	const { email } = visitor;
	await register(visitor, mail);
	const first = visitor.cookie();
	const asking = visitor.call('ask for a reset', 'POST', `${RESET_PATH}/send`, { body: { email } });
	await mustAnswer(asking, 200);
	const resetToken = await mail.resetTokenFor(email);
	const body = { token: resetToken, newPassword: NEW_PASSWORD };
	await mustAnswer(visitor.call('reset', 'POST', RESET_PATH, { body }), 200);
	return { email, resetToken, sessions: [first] };
}

async function mustAnswer(answer: ReturnType<Visitor['call']>, status: number): Promise<void> {
	const came = await answer;
	if (came.status !== status) throw new JourneyOver(came);
}

/** A browser that is signed in by code. */
export async function signedIn(
	client: HttpClient,
	mail: MailSink,
	ledger: Ledger,
): Promise<Visitor> {
	const visitor = createVisitor(client, ledger);
	await signInByCode(visitor, mail, () => Promise.resolve());
	return visitor;
}
