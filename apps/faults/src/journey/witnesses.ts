import { randomUUID } from 'node:crypto';
import type { MailSink } from '../stack/mail-sink.ts';
import type { HttpClient } from './http.ts';
import { PASSWORD, signInByCode, signInWith } from './journeys.ts';
import { createLedger } from './ledger.ts';
import type { Promised } from './mail-requests.ts';
import {
	keepCodes,
	type KeptCode,
	keepLinks,
	type KeptLink,
	promiseMails,
	refusedCodes,
	refusedLinks,
} from './pledges.ts';
import { createVisitor, type Visitor } from './visitor.ts';

/** People of whom everything was acknowledged before a copy was begun, and of whom some went on after it. */
export interface Witnesses {
	/** Signed in, with a to-do; some of them sign out later. */
	readonly members: readonly {
		readonly visitor: Visitor;
		readonly cookie: string;
		readonly title: string;
	}[];
	/** Mailed, and shown later. */
	readonly used: readonly KeptCode[];
	/** Mailed, and never shown. */
	readonly unused: readonly KeptCode[];
	/** Links to a new password, used later. */
	readonly links: readonly KeptLink[];
	/** Their mails had not left. */
	readonly held: readonly Promised[];
}

const MEMBERS = 6;
const LEAVERS = 3;
const CODES = 3;

/**
 * Has everything acknowledged.
 * @param heldAddress makes addresses whose mails the mail server puts off
 */
export async function callWitnesses(
	client: HttpClient,
	mail: MailSink,
	heldAddress: () => string,
): Promise<Witnesses> {
	const members = [];
	for (let each = 0; each < MEMBERS; each += 1) {
		const visitor = createVisitor(client, createLedger());
		await signInByCode(visitor, mail, () => Promise.resolve());
		const title = `to-do ${randomUUID()}`;
		const { status } = await visitor.call('write', 'POST', '/todos', { body: { title } });
		if (status !== 201) throw new Error('A to-do was not acknowledged.');
		members.push({ visitor, cookie: visitor.cookie(), title });
	}
	return {
		members,
		used: await keepCodes(client, mail, CODES),
		unused: await keepCodes(client, mail, CODES),
		links: await keepLinks(client, mail, 1),
		held: await promiseMails(client, CODES, heldAddress),
	};
}

/** Ends sessions and uses codes and links up; answers how much of it was acknowledged. */
export async function goOn(
	{ members, used, links }: Witnesses,
	client: HttpClient,
): Promise<number> {
	let done = 0;
	for (const { visitor } of members.slice(0, LEAVERS)) {
		const { status } = await visitor.call('sign out', 'POST', '/auth/logout');
		done += Number(status === 204);
	}
	done += used.length - (await refusedCodes(used, [client]));
	done += links.length - (await refusedLinks(links));
	return done;
}

/** How much `goOn` does when all of it works. */
export const STEPS = LEAVERS + CODES + 1;

/** What a process still takes of what was ended or used. */
export interface Resurrected {
	readonly sessions: number;
	readonly codes: number;
	readonly links: number;
}

/** Tries everything of before at a process, as whoever kept a copy of it would. */
export async function resurrect(
	{ members, used, unused, links }: Witnesses,
	client: HttpClient,
): Promise<Resurrected> {
	let sessions = 0;
	for (const { cookie } of members) {
		const visitor = createVisitor(client, createLedger());
		visitor.takeCookies(cookie);
		sessions += Number((await visitor.call('me?', 'GET', '/users/me')).status === 200);
	}
	const codes = [...used, ...unused].map((kept) => ({
		...kept,
		visitor: kept.visitor.twin(client),
	}));
	const there = links.map(({ visitor, token }) => ({ visitor: visitor.twin(client), token }));
	return {
		sessions,
		codes: codes.length - (await refusedCodes(codes, [])),
		links: there.length - (await refusedLinks(there)),
	};
}

/** Whether somebody of before gets in with the password of before, and somebody by mail. */
export async function comeBack(
	{ members, links }: Witnesses,
	client: HttpClient,
	mail: MailSink,
): Promise<Visitor[]> {
	const [first] = members;
	const [registered] = links;
	if (first === undefined || registered === undefined) throw new Error('There is nobody.');
	const byCode = createVisitor(client, createLedger(), first.visitor.email);
	await signInByCode(byCode, mail, () => Promise.resolve());
	const byPassword = createVisitor(client, createLedger(), registered.visitor.email);
	await signInWith(byPassword, PASSWORD);
	return [byCode, byPassword];
}
