import type { Conditions, Experiment } from '../experiment.ts';
import { type Engine, engines } from '../stack/solo.ts';
import { startSeveral } from '../stack/several.ts';
import { mailsAtOnce } from './r18/mails.ts';
import { ownAtOnce } from './r18/own.ts';
import { passwordsAtOnce, proofsAtOnce } from './r18/proofs.ts';
import { killedAmid, writesAtOnce } from './r18/writes.ts';

const PROCESSES = 3;

/**
 * R18: the same request, sent many times at once, and again after `kill -9`. Writes of a signed-in person are done once for
 * each Idempotency-Key. What takes none is asked what holds it instead: budgets of mails, proofs that are used up, sessions
 * that end.
 */
export const repeats: Experiment = {
	id: 'R18',
	title: 'The same request 50 times at once over three processes, and again after kill -9',
	async run(conditions, report) {
		for (const engine of engines) await repeatAll(engine, conditions, report);
	},
};

async function repeatAll(
	engine: Engine,
	{ isQuick, tell }: Conditions,
	report: Parameters<Experiment['run']>[1],
): Promise<void> {
	await using stage = await startSeveral(engine, { count: PROCESSES });
	const steps = [writesAtOnce, mailsAtOnce, proofsAtOnce, passwordsAtOnce, ownAtOnce];
	for (const step of steps) for (const row of await step(stage)) report(row);
	tell(`${engine}: the processes are killed over it`);
	for (const row of await killedAmid(stage, isQuick ? 4 : 51)) report(row);
}
