/**
 * `pnpm --filter api after-restore [--and-links | --nothing-lost]`: makes a restored database safe, where the API
 * cannot see by itself that it was restored. With --nothing-lost it only remembers that the database lives here now.
 */
import { parseArgs } from 'node:util';
import { toldMistake } from './told-mistake.ts';
import { withServices } from './with-services.ts';

const USAGE = 'Usage: pnpm --filter api after-restore [--and-links | --nothing-lost]';

try {
	process.exitCode = await afterRestore();
} catch (error) {
	process.exitCode = toldMistake(error, USAGE);
}

async function afterRestore(): Promise<number> {
	const { values } = parseArgs({
		options: { 'and-links': { type: 'boolean' }, 'nothing-lost': { type: 'boolean' } },
	});
	const { 'and-links': links = false, 'nothing-lost': isNothingLost = false } = values;
	if (links && isNothingLost) {
		console.error(USAGE);
		return 2;
	}
	return withServices(async ({ emergencies }) => {
		if (isNothingLost) {
			await emergencies.settle();
			console.log('The database lives here now; nothing was ended.');
			return 0;
		}
		const { sessions, people } = await emergencies.makeSafe({ links });
		console.log(`The database is safe: ${String(sessions)} sessions of ${String(people)} people`);
		console.log('were ended, and no code or link of before proves anything.');
		return 0;
	});
}
