import type { Answer } from './http.ts';

/** The answers to one request that was sent many times. */
export interface Repeated {
	readonly answers: readonly Answer[];
	/** How many have a status. */
	count(status: number): number;
	/** How many have none of these. */
	others(...statuses: readonly number[]): number;
	/** How many different contents the answers with a status have. */
	contents(status: number): number;
	/** The answers in a line: `200 ×2, 429 mails_limited ×48`. */
	describe(): string;
}

/** Looks at answers together. */
export function lookAt(answers: readonly Answer[]): Repeated {
	const withStatus = (status: number) => answers.filter((answer) => answer.status === status);
	return {
		answers,
		count: (status) => withStatus(status).length,
		others: (...statuses) =>
			answers.filter(({ status }) => status === null || !statuses.includes(status)).length,
		contents: (status) => new Set(withStatus(status).map(({ body }) => JSON.stringify(body))).size,
		describe() {
			const counts = new Map<string, number>();
			for (const each of answers.map(name)) counts.set(each, (counts.get(each) ?? 0) + 1);
			return [...counts].map(([what, count]) => `${what} ×${String(count)}`).join(', ');
		},
	};
}

/** Sends so many at the same time. */
export async function sendAtOnce(
	count: number,
	send: (number: number) => Promise<Answer>,
): Promise<Repeated> {
	return lookAt(await Promise.all(Array.from({ length: count }, (_, number) => send(number))));
}

/**
 * Sends so many at the same time, and does something the moment so many are answered; some milliseconds after the
 * sending for none.
 */
export async function sendAmid(
	count: number,
	send: (number: number) => Promise<Answer>,
	{ answered: wanted, work }: { answered: number; work: () => Promise<void> },
): Promise<Repeated> {
	const { promise: moment, resolve } = Promise.withResolvers<undefined>();
	if (wanted === 0) setTimeout(resolve, Math.random() * SOME_MS, undefined);
	let answered = 0;
	const sent = sendAtOnce(count, async (number) => {
		const answer = await send(number);
		answered += Number(answer.status !== null);
		if (answered >= wanted) resolve(undefined);
		return answer;
	});
	// Where fewer are answered than wanted, all of them are.
	await Promise.race([moment, sent]);
	await work();
	return sent;
}

const SOME_MS = 15;

function name({ status, error, body }: Answer): string {
	const { code = '' } = (body ?? {}) as { readonly code?: string };
	return `${String(status ?? error)} ${status !== null && status >= 400 ? code : ''}`.trim();
}
