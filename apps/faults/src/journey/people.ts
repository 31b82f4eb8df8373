import { randomUUID } from 'node:crypto';
import type { MailSink } from '../stack/mail-sink.ts';
import type { KeptSession, Person } from './books.ts';
import type { Answer, HttpClient } from './http.ts';
import { JourneyOver, PASSWORD, register, signInByCode, signInWith } from './journeys.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createVisitor, type Visitor } from './visitor.ts';

/** How many times people may do what a person does twice a day. */
export const BUSY_PEOPLE = {
	SESSIONS_PER_USER_MAX: '1000',
	MAILS_PER_MINUTE: '100',
	MAILS_PER_HOUR: '1000',
	PASSWORD_HASHES_WAITING_MAX: '100',
};

/** People who sign in and out and forget their passwords, and remember what they were told. */
export interface BusyPeople extends AsyncDisposable {
	readonly ledger: Ledger;
	readonly people: readonly Person[];
	/** Begins; what was begun before goes on. */
	begin(): void;
	/** Lets everybody hear the answer they wait for. */
	rest(): Promise<void>;
}

/** Of what a person does, so many in ten. */
const TURNS = ['out', 'out', 'out', 'out', 'code', 'reset', 'stay', 'stay', 'stay', 'stay'];
const PAUSE_MS = 50;
/** Longer after a failure: fifty who ask all the time would be what keeps a process from starting. */
const DISAPPOINTED_MS = 200;
/** Who waits longer for a mail gives up: the process that had it in hand may be dead. */
const MAIL_MS = 3000;

/** Registers so many people, who do nothing before `begin`. The process must be up. */
export async function createBusyPeople(
	client: HttpClient,
	mail: MailSink,
	count: number,
): Promise<BusyPeople> {
	const ledger = createLedger();
	const people: Person[] = [];
	const impatient = createImpatientMail(mail);
	const visit = (email?: string) => createVisitor(client, ledger, email);

	async function join(by: Mail): Promise<Person> {
		const visitor = visit();
		await register(visitor, by);
		const sessions: KeptSession[] = [{ cookie: visitor.cookie(), standing: 'in' }];
		const passwords = { password: PASSWORD, asked: null, replaced: null };
		const person = { email: visitor.email, ...passwords, sessions, guests: [] };
		people.push(person);
		return person;
	}

	for (let index = 0; index < count; index += 1) await join(mail);
	let isOver = true;
	let lives: Promise<void>[] = [];

	async function live(first: Person): Promise<void> {
		let person = first;
		while (!isOver) {
			try {
				const { email } = person;
				// A sign-in that died with its process has cost a guess; who has none left comes as somebody else.
				if (!(await signIn(() => visit(email), person))) person = await join(impatient);
				const turn = TURNS[Math.floor(Math.random() * TURNS.length)];
				if (turn === 'out') await signOut(visit(), person);
				if (turn === 'code') await signInNew(visit(), person, impatient);
				if (turn === 'reset') await reset(visit(person.email), person, impatient);
			} catch (error) {
				// No mail, or an answer that ends the turn: the ledger has it.
				if (!(error instanceof JourneyOver || error instanceof NoMail)) throw error;
				await sleep(DISAPPOINTED_MS);
			}
			await sleep(PAUSE_MS * (0.5 + Math.random()));
		}
	}

	const rest = async () => {
		isOver = true;
		await Promise.all(lives);
		lives = [];
	};
	return {
		...{ ledger, people },
		begin() {
			isOver = false;
			lives.push(...people.slice(0, count).map(live));
		},
		rest,
		[Symbol.asyncDispose]: rest,
	};
}

/** False when the account has no guess left. */
async function signIn(visit: () => Visitor, person: Person): Promise<boolean> {
	const { asked } = person;
	if (asked !== null) {
		// Whether the reset without an answer was done: it is the password now, or it never will be.
		const { status } = await signInWith(visit(), asked);
		if (status !== 200 && status !== 401) return status !== 429;
		if (status === 200) person.password = asked;
		person.asked = null;
	}
	const visitor = visit();
	const answer = await signInWith(visitor, person.password);
	if (answer.status === 429) return false;
	if (answer.status !== 200) throw new JourneyOver(answer);
	person.sessions.push({ cookie: visitor.cookie(), standing: 'in' });
	return true;
}

async function signInNew(visitor: Visitor, person: Person, mail: Mail): Promise<void> {
	await signInByCode(visitor, mail, () => Promise.resolve());
	person.guests.push({ cookie: visitor.cookie(), standing: 'in' });
}

async function signOut(visitor: Visitor, { sessions, guests }: Person): Promise<void> {
	const live = [...sessions, ...guests].filter(({ standing }) => standing === 'in');
	const session = live[Math.floor(Math.random() * live.length)];
	if (session === undefined) return;
	visitor.takeCookies(session.cookie);
	const answer = await visitor.call('sign out', 'POST', '/auth/logout', {
		expect: { status: 204 },
	});
	session.standing = answer.status === 204 ? 'out' : isUndecided(answer) ? 'unknown' : 'in';
}

async function reset(visitor: Visitor, person: Person, mail: Mail): Promise<void> {
	const { email } = person;
	const path = '/auth/password/reset';
	const sent = await visitor.call('ask for a reset', 'POST', `${path}/send`, { body: { email } });
	if (sent.status !== 200) throw new JourneyOver(sent);
	const token = await mail.resetTokenFor(email);
	const newPassword = `a long walk along the quiet harbour ${randomUUID()}`;
	const answer = await visitor.call('reset', 'POST', path, { body: { token, newPassword } });
	const isDone = answer.status === 200;
	if (!isDone && !isUndecided(answer)) throw new JourneyOver(answer);
	endAll(person, isDone ? 'out' : 'unknown');
	if (!isDone) {
		person.asked = newPassword;
		return;
	}
	person.replaced = person.password;
	person.password = newPassword;
}

function endAll({ sessions }: Person, standing: 'out' | 'unknown'): void {
	for (const session of sessions) if (session.standing === 'in') session.standing = standing;
}

/** Whoever hears this does not know whether it was done. */
const isUndecided = ({ status }: Answer) => status === null || status >= 500;

class NoMail extends Error {
	override readonly name = 'NoMail';
}

type Mail = Pick<MailSink, 'codeFor' | 'resetTokenFor'>;

function createImpatientMail({ codeFor, resetTokenFor }: Mail): Mail {
	const orGiveUp = async (secret: Promise<string>) => {
		const never = sleep(MAIL_MS).then(() => Promise.reject(new NoMail('No mail came.')));
		return Promise.race([secret, never]);
	};
	return {
		codeFor: (address) => orGiveUp(codeFor(address)),
		resetTokenFor: (address) => orGiveUp(resetTokenFor(address)),
	};
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
