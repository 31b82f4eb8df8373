import type { Conditions, Experiment, Row } from '../experiment.ts';
import { steps } from './r22-steps.ts';
import { startsWithWrongClock, twoClocks } from './r22-two-clocks.ts';
import { engines } from '../stack/solo.ts';

/** R22: clocks that are wrong, and clocks that are set while a process runs. */
export const clocks: Experiment = {
	id: 'R22',
	title: 'Clocks five minutes off, set by an hour, and in the year 2038',
	async run(conditions: Conditions, report: (row: Row) => void) {
		report(await startsWithWrongClock());
		report(await twoClocks(conditions));
		for (const engine of engines) report(await steps(engine, conditions));
	},
};
