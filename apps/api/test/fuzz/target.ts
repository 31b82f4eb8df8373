import type { Answer } from '../declared.ts';
import { createTestApp, type TestApp } from '../app.ts';
import type { Pool } from './pool.ts';
import type { Shot } from './shots.ts';

/** The cookies of somebody who is signed in, by name. */
export type Jar = Map<string, string>;

/** An API that is shot at. */
export interface Target extends AsyncDisposable {
	send(shot: Omit<Shot, 'person'>, jar: Jar | null): Promise<Answer>;
	/** Makes an account, signs it in and tells the pool what it knows. */
	newcomer(pool: Pool): Promise<Jar>;
	/** Tells the pool what was mailed since the last time. */
	readMails(pool: Pool): Promise<void>;
	/** The lines of the log that speak of a mistake of the API. */
	mistakes(): readonly unknown[];
	/** Bytes that the process holds; undefined where that cannot be told. */
	memory(): Promise<number | undefined>;
}

const NO_LIMIT = 1_000_000_000;
const ERROR_LEVEL = 50;
const KEEP_ALL_LIMITS_OUT = {
	rateLimitPerMinute: NO_LIMIT,
	rateLimitCredentialsPerMinute: NO_LIMIT,
	mailsPerMinute: NO_LIMIT,
	mailsPerHour: NO_LIMIT,
};

/** The app within this process, on the engine of this run. */
export async function openApp(): Promise<Target> {
	const api = await createTestApp(KEEP_ALL_LIMITS_OUT);
	let people = 0;
	let read = 0;

	async function newcomer(pool: Pool): Promise<Jar> {
		const email = `person-${String((people += 1))}@example.com`;
		const person = await api.signIn(email, { isVerified: people % 2 === 0 });
		pool.add('email', email);
		pool.add('password', person.password);
		return new Map([pairOf(person.cookie)]);
	}

	// Mail is delivered from the first time on that somebody waits for one.
	await firstMail(api);
	return {
		newcomer,
		// A compressed answer would have to be unpacked before it can be looked at.
		send: ({ method, url, headers: { 'accept-encoding': _, ...headers }, payload }, jar) =>
			api.send({
				method,
				url,
				headers,
				...(payload === undefined ? {} : { payload }),
				...(jar === null ? {} : { cookie: cookieHeader(jar) }),
			}),
		readMails: async (pool) => {
			for (const mail of api.mail.delivered.slice(read)) pool.learnFromMail(mail);
			read = api.mail.delivered.length;
		},
		mistakes: () => api.logLines().filter(({ level }) => Number(level) >= ERROR_LEVEL),
		memory: () => Promise.resolve(undefined),
		[Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
	};
}

async function firstMail(api: TestApp): Promise<void> {
	await api.send({
		method: 'POST',
		url: '/auth/passwordless/email/send',
		payload: { email: 'first@example.com' },
	});
	await api.mail.next('first@example.com');
}

/** The name and the value of a cookie. */
export function pairOf(cookie: string): [name: string, value: string] {
	const [pair = ''] = cookie.split(';');
	const at = pair.indexOf('=');
	return [pair.slice(0, at), pair.slice(at + 1)];
}

/** A Cookie header. */
export function cookieHeader(jar: Jar): string {
	return [...jar].map((pair) => pair.join('=')).join('; ');
}
