import type { Answer, HttpClient } from './http.ts';
import { createLedger } from './ledger.ts';
import { signInWith } from './journeys.ts';
import { createVisitor } from './visitor.ts';

/** What was told of a session: it began, it ended, or nobody answered who was asked to end it. */
export type Standing = 'in' | 'out' | 'unknown';

/** A session of which somebody was told that it began. */
export interface KeptSession {
	readonly cookie: string;
	standing: Standing;
}

/** A person with a password and everything that was acknowledged to them. */
export interface Person {
	readonly email: string;
	/** The one that was acknowledged last. */
	password: string;
	/** One that they asked for without hearing whether they have it. */
	asked: string | null;
	/** One that an acknowledged reset has replaced. */
	replaced: string | null;
	readonly sessions: KeptSession[];
	/** Sessions of other accounts, which they made by code in passing. */
	readonly guests: KeptSession[];
}

/** What is not as it was acknowledged. */
export interface Audit {
	/** How many sessions were looked at of which something is known. */
	readonly checked: number;
	/** Sessions that began, and are not there. */
	readonly lost: number;
	/** Sessions that ended, and let somebody in. */
	readonly undone: number;
	/** Passwords that were replaced, and let somebody in. */
	readonly resetsUndone: number;
	/** Sessions that nobody could say anything about. */
	readonly unanswered: number;
}

const AT_ONCE = 20;
const TRIES = 40;
const BETWEEN_MS = 100;

/** Compares what was acknowledged with what is. Nobody may be at work. */
export async function audit(client: HttpClient, people: readonly Person[]): Promise<Audit> {
	const known = people
		.flatMap(({ sessions, guests }) => [...sessions, ...guests])
		.filter(({ standing }) => standing !== 'unknown');
	const found = { checked: known.length, lost: 0, undone: 0, resetsUndone: 0, unanswered: 0 };
	const work = [
		...known.map((session) => async () => {
			const { status } = await lookUntilAnswered(client, session.cookie);
			if (status !== 200 && status !== 401) found.unanswered += 1;
			else if (session.standing === 'in' && status !== 200) found.lost += 1;
			else if (session.standing === 'out' && status !== 401) found.undone += 1;
		}),
		...people.map((person) => async () => {
			if (person.replaced !== null && (await isLetIn(client, person, person.replaced))) {
				found.resetsUndone += 1;
			}
		}),
	];
	const lanes = Array.from({ length: AT_ONCE }, async () => {
		for (let next = work.pop(); next; next = work.pop()) await next();
	});
	await Promise.all(lanes);
	return found;
}

async function lookUntilAnswered(client: HttpClient, cookie: string): Promise<Answer> {
	for (let attempt = 1; ; attempt += 1) {
		const visitor = createVisitor(client, createLedger());
		visitor.takeCookies(cookie);
		const answer = await visitor.call('who am I', 'GET', '/users/me');
		if (answer.status === 200 || answer.status === 401 || attempt === TRIES) return answer;
		await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
	}
}

async function isLetIn(client: HttpClient, { email }: Person, password: string): Promise<boolean> {
	const answer = await signInWith(createVisitor(client, createLedger(), email), password);
	return answer.status === 200;
}
