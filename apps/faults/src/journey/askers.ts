import type { MailSink } from '../stack/mail-sink.ts';
import { createHttpClient } from './http.ts';
import { signInByCode } from './journeys.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createVisitor, type Visitor } from './visitor.ts';

/** Signed-in people who look who they are at a steady pace, and wait for no answer before they ask again. */
export interface Askers extends AsyncDisposable {
	readonly ledger: Ledger;
	/** The Cookie header of each. */
	readonly cookies: readonly string[];
	/** Sends nothing more, and waits for what is under way. */
	stop(): Promise<void>;
}

const PEOPLE = 20;
const MS_PER_SECOND = 1000;

/** Signs twenty people in and lets them ask, so many times a second together. */
export async function startAskers(
	port: number,
	mail: MailSink,
	perSecond: number,
): Promise<Askers> {
	const client = createHttpClient(port);
	const ledger = createLedger();
	const people: Visitor[] = [];
	for (let index = 0; index < PEOPLE; index += 1) {
		const visitor = createVisitor(client, createLedger());
		await signInByCode(visitor, mail, () => Promise.resolve());
		const asker = createVisitor(client, ledger, visitor.email);
		asker.takeCookies(visitor.cookie());
		people.push(asker);
	}
	const under = new Set<Promise<unknown>>();
	let turn = 0;
	const timer = setInterval(() => {
		turn += 1;
		const asking = people[turn % PEOPLE]?.call('who am I', 'GET', '/users/me').finally(() => {
			under.delete(asking as Promise<unknown>);
		});
		if (asking) under.add(asking);
	}, MS_PER_SECOND / perSecond);
	async function stop(): Promise<void> {
		clearInterval(timer);
		await Promise.all(under);
	}
	return {
		ledger,
		cookies: people.map((each) => each.cookie()),
		stop,
		async [Symbol.asyncDispose]() {
			await stop();
			client[Symbol.dispose]();
		},
	};
}
