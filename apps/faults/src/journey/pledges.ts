import { randomUUID } from 'node:crypto';
import type { MailSink } from '../stack/mail-sink.ts';
import type { HttpClient } from './http.ts';
import { register, signInByCode } from './journeys.ts';
import { createLedger } from './ledger.ts';
import { askForCode, canSignIn, type Promised } from './mail-requests.ts';
import { createVisitor, type Visitor } from './visitor.ts';

/** A code that was mailed and not yet shown. */
export interface KeptCode extends Promised {
	readonly code: string;
}

/** A link to a new password that was mailed and not yet used. */
export interface KeptLink {
	readonly visitor: Visitor;
	readonly token: string;
}

/** A write that was acknowledged, and may be sent again. */
export interface KeptWrite {
	readonly visitor: Visitor;
	readonly key: string;
	readonly title: string;
	readonly id: string;
}

const RESET = '/auth/password/reset';

/** Has so many codes mailed to new people. @throws {Error} when one is not acknowledged or does not come */
export async function keepCodes(
	client: HttpClient,
	mail: MailSink,
	count: number,
): Promise<KeptCode[]> {
	const kept: KeptCode[] = [];
	for (const promised of await promiseMails(client, count)) {
		kept.push({ ...promised, code: await mail.codeFor(promised.email) });
	}
	return kept;
}

/** Asks for so many mails and does not wait for them. @throws {Error} when one is not acknowledged */
export async function promiseMails(
	client: HttpClient,
	count: number,
	nameOf: () => string | undefined = () => undefined,
): Promise<Promised[]> {
	const promised: Promised[] = [];
	for (let each = 0; each < count; each += 1) {
		const one = await askForCode(client, createLedger(), nameOf());
		if (one === null) throw new Error('A mail was not promised.');
		promised.push(one);
	}
	return promised;
}

/** How many codes are refused, each shown by its own browser to one process or another, in turn. */
export async function refusedCodes(
	codes: readonly KeptCode[],
	clients: readonly HttpClient[],
): Promise<number> {
	let refused = 0;
	for (const [number, kept] of codes.entries()) {
		const client = clients[number % clients.length];
		const visitor = client === undefined ? kept.visitor : kept.visitor.via(client);
		refused += Number(!(await canSignIn({ ...kept, visitor }, kept.code)));
	}
	return refused;
}

/** Registers so many people and has links to a new password mailed to them. */
export async function keepLinks(
	client: HttpClient,
	mail: MailSink,
	count: number,
): Promise<KeptLink[]> {
	const kept: KeptLink[] = [];
	for (let each = 0; each < count; each += 1) {
		const visitor = createVisitor(client, createLedger());
		await register(visitor, mail);
		const { email } = visitor;
		await visitor.call('ask for a reset', 'POST', `${RESET}/send`, { body: { email } });
		kept.push({ visitor, token: await mail.resetTokenFor(email) });
	}
	return kept;
}

/** How many links are refused. */
export async function refusedLinks(links: readonly KeptLink[]): Promise<number> {
	let refused = 0;
	for (const { visitor, token } of links) {
		const body = { token, newPassword: `a long walk along the quiet harbour ${randomUUID()}` };
		const { status } = await visitor.call('reset', 'POST', RESET, { body });
		refused += Number(status !== 200);
	}
	return refused;
}

/** Signs so many people in, each of whom writes a to-do. */
export async function keepWrites(
	client: HttpClient,
	mail: MailSink,
	count: number,
): Promise<KeptWrite[]> {
	const kept: KeptWrite[] = [];
	for (let each = 0; each < count; each += 1) {
		const visitor = createVisitor(client, createLedger());
		await signInByCode(visitor, mail, () => Promise.resolve());
		const write = { visitor, key: randomUUID(), title: `to-do ${randomUUID()}` };
		kept.push({ ...write, id: (await send(write)).id });
	}
	return kept;
}

/** How many writes, sent again with their keys, are done again or refused. */
export async function repeatedWrites(writes: readonly KeptWrite[]): Promise<number> {
	let wrong = 0;
	for (const write of writes) wrong += Number((await send(write)).id !== write.id);
	return wrong;
}

async function send({ visitor, key, title }: Omit<KeptWrite, 'id'>): Promise<{ id: string }> {
	const { body } = await visitor.call('write', 'POST', '/todos', { body: { title }, key });
	return { id: (body as { readonly id?: string } | undefined)?.id ?? '' };
}
