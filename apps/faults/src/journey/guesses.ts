import type { MailSink } from '../stack/mail-sink.ts';
import type { HttpClient } from './http.ts';
import { createLedger } from './ledger.ts';
import { createVisitor } from './visitor.ts';

const PATH = '/auth/passwordless/email';

/** What became of many guesses at one code. */
export interface Guessed {
	/** How many were compared with the code. */
	readonly evaluated: number;
	/** Whether the right code was taken after them. */
	readonly isRightTaken: boolean;
	/** How often each answer came, by its problem code. */
	readonly answers: ReadonlyMap<string, number>;
	readonly tookMs: readonly number[];
}

/**
 * Has one code mailed and guesses at it, all guesses at once, each from an address of its own: a thief with many
 * machines and the waiting browser's cookie, which is the worst case.
 */
export async function guessAtOneCode(
	clients: readonly HttpClient[],
	mail: MailSink,
	count: number,
): Promise<Guessed> {
	const [first] = clients;
	if (first === undefined) throw new Error('There is nobody to ask.');
	const clientOf = (index: number) => clients[index % clients.length] ?? first;
	const visitor = createVisitor(first, createLedger());
	const body = { email: visitor.email };
	const sent = await visitor.call('ask', 'POST', `${PATH}/send`, { body });
	const { authRequestId } = sent.body as { authRequestId: string };
	const code = await mail.codeFor(visitor.email);
	const tookMs: number[] = [];

	async function guess(index: number): Promise<string> {
		const thief = createVisitor(clientOf(index), createLedger());
		thief.takeCookies(visitor.cookie());
		const wrong = String((Number(code) + 1 + index) % 1_000_000).padStart(6, '0');
		const answer = await thief.call('guess', 'POST', `${PATH}/verify/code`, {
			body: { authRequestId, code: wrong },
		});
		tookMs.push(answer.tookMs);
		return (answer.body as { code?: string } | undefined)?.code ?? String(answer.error);
	}

	const guesses = await Promise.all(Array.from({ length: count }, (_, index) => guess(index)));
	const answers = new Map<string, number>();
	for (const each of guesses) answers.set(each, (answers.get(each) ?? 0) + 1);
	const last = await visitor.call('the right one', 'POST', `${PATH}/verify/code`, {
		body: { authRequestId, code },
	});
	return {
		...{ answers, tookMs },
		evaluated: answers.get('code_wrong') ?? 0,
		isRightTaken: last.status === 200,
	};
}
