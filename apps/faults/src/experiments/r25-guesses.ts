import { type Experiment, percentile } from '../experiment.ts';
import { createHttpClient } from '../journey/http.ts';
import { createLedger } from '../journey/ledger.ts';
import { createVisitor } from '../journey/visitor.ts';
import { startFleet } from '../stack/fleet.ts';

const GUESSES = 300;
const TRIES = 5;

/** R25: one code, guessed at on three replicas at once. */
export const guesses: Experiment = {
	id: 'R25',
	title: 'One mailed code, 300 guesses in parallel over three replicas',
	async run({ isQuick }, report) {
		await using fleet = await startFleet({ hasRedis: true });
		const rounds = isQuick ? 1 : 5;
		let evaluatedMost = 0;
		let rightAfterwards = 0;
		const tookMs: number[] = [];
		const others = new Map<string, number>();
		for (let round = 0; round < rounds; round += 1) {
			const clients = fleet.replicas.map(({ port }) => createHttpClient(port));
			const [first] = clients;
			if (first === undefined) throw new Error('There is no replica.');
			const visitor = createVisitor(first, createLedger());
			const path = '/auth/passwordless/email';
			const sent = await visitor.call('ask', 'POST', `${path}/send`, {
				body: { email: visitor.email },
			});
			const { authRequestId } = sent.body as { authRequestId: string };
			const code = await fleet.mail.codeFor(visitor.email);
			const guess = async (index: number) => {
				const client = clients[index % clients.length] ?? first;
				// Each from an address of its own: a thief with many machines and the waiting browser's cookie.
				const thief = createVisitor(client, createLedger());
				thief.takeCookies(visitor.cookie());
				const wrong = String((Number(code) + 1 + index) % 1_000_000).padStart(6, '0');
				const answer = await thief.call('guess', 'POST', `${path}/verify/code`, {
					body: { authRequestId, code: wrong },
				});
				tookMs.push(answer.tookMs);
				return (answer.body as { code?: string } | undefined)?.code ?? String(answer.error);
			};
			const codes = await Promise.all(Array.from({ length: GUESSES }, (_, index) => guess(index)));
			const evaluated = codes.filter((each) => each === 'code_wrong').length;
			evaluatedMost = Math.max(evaluatedMost, evaluated);
			for (const each of codes) others.set(each, (others.get(each) ?? 0) + 1);
			const last = await visitor.call('the right one', 'POST', `${path}/verify/code`, {
				body: { authRequestId, code },
			});
			rightAfterwards += Number(last.status === 200);
			for (const client of clients) client[Symbol.dispose]();
		}
		report({
			situation: `${String(rounds)} × ${String(GUESSES)} guesses`,
			measures: [
				{ what: 'evaluated, at most', value: evaluatedMost, atMost: TRIES, atLeast: 1 },
				{ what: 'right code taken afterwards', value: rightAfterwards, atMost: 0 },
				{ what: 'answer p99', value: percentile(tookMs, 0.99), unit: 'ms' },
			],
			remarks: [[...others].map(([code, count]) => `${code} ×${String(count)}`).join(', ')],
		});
	},
};
