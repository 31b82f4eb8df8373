import { type Experiment, percentile } from '../experiment.ts';
import { guessAtOneCode } from '../journey/guesses.ts';
import { createHttpClient } from '../journey/http.ts';
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
		const evaluated: number[] = [];
		const tookMs: number[] = [];
		const remarks: string[] = [];
		let taken = 0;
		for (let round = 0; round < rounds; round += 1) {
			const clients = fleet.replicas.map(({ port }) => createHttpClient(port));
			const outcome = await guessAtOneCode(clients, fleet.mail, GUESSES);
			evaluated.push(outcome.evaluated);
			tookMs.push(...outcome.tookMs);
			taken += Number(outcome.isRightTaken);
			remarks.push([...outcome.answers].map(([code, count]) => `${code} ×${count}`).join(', '));
			for (const client of clients) client[Symbol.dispose]();
		}
		report({
			situation: `${rounds} × ${GUESSES} guesses`,
			measures: [
				{ what: 'evaluated, at most', value: Math.max(...evaluated), atMost: TRIES, atLeast: 1 },
				{ what: 'right code taken afterwards', value: taken, atMost: 0 },
				{ what: 'answer p99', value: percentile(tookMs, 0.99), unit: 'ms' },
			],
			remarks,
		});
	},
};
