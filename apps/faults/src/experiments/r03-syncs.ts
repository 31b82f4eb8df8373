import type { Experiment } from '../experiment.ts';
import { createHttpClient } from '../journey/http.ts';
import { signInByCode, signOut } from '../journey/journeys.ts';
import { createLedger, describeWrong } from '../journey/ledger.ts';
import { createVisitor } from '../journey/visitor.ts';
import { prepareSolo } from '../stack/solo.ts';
import { attach, whyNoTracing } from '../stack/strace.ts';
import { judgeDurability, readCalls } from '../stack/trace-log.ts';

const AT_ONCE = 8;
/** Asking for a code, signing in by it and signing out: each changes something that has to last. */
const CHANGES = new Set(['ask for a code', 'sign in by code', 'sign out']);

/** R3: what is acknowledged has been pressed onto the disk before. */
export const syncs: Experiment = {
	id: 'R3',
	title: 'Every acknowledged change is synced to the disk before its answer leaves (SQLite)',
	async run({ isQuick }, report) {
		const rounds = isQuick ? 100 : 1000;
		const situation = `${rounds} sign-ins by code, ${AT_ONCE} at once, SQLite`;
		const why = await whyNoTracing();
		if (why !== null) {
			report({ situation, measures: [], skipped: why });
			return;
		}
		await using solo = await prepareSolo('SQLite');
		await solo.replica.start();
		using client = createHttpClient(solo.replica.port);
		const ledger = createLedger();
		const calls = 'trace=write,writev,pwrite64,pwritev,fsync,fdatasync';
		await using trace = await attach(solo.replica.pid(), ['-e', calls]);
		let left = rounds;
		const lanes = Array.from({ length: AT_ONCE }, async () => {
			while (left > 0) {
				left -= 1;
				const visitor = createVisitor(client, ledger);
				await signInByCode(visitor, solo.mail, () => Promise.resolve());
				await signOut(visitor);
			}
		});
		await Promise.all(lanes);
		await trace.detach();
		const seen = judgeDurability(readCalls(trace.text()));
		const changes = ledger.all().filter(({ name, isRight }) => isRight && CHANGES.has(name));
		report({
			situation,
			measures: [
				{ what: 'acknowledged changes', value: changes.length, atLeast: 3 * rounds },
				{ what: 'answers seen leaving', value: seen.acknowledged, atLeast: changes.length },
				{ what: 'answers before the sync', value: seen.early, atMost: 0 },
				{ what: 'syncs', value: seen.syncs },
				{ what: 'syncs for each change', value: seen.syncs / changes.length, atLeast: 1 },
			],
			remarks: describeWrong(ledger.wrong()),
		});
	},
};
