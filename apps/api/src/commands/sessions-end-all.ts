/**
 * `pnpm --filter api sessions:end-all [--user EMAIL] [--and-codes] [--and-links] [--yes]`: ends every session, or
 * those of one account, while the API runs. What has been ended when it answers passes nowhere.
 */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import type { AlsoWithdrawn } from '../features/emergencies/index.ts';
import { normalizeEmail } from '../features/users/index.ts';
import type { Services } from '../services.ts';
import { toldMistake } from './told-mistake.ts';
import { withServices } from './with-services.ts';

const USAGE =
	'Usage: pnpm --filter api sessions:end-all [--user person@example.com] [--and-codes] [--and-links] [--yes]';

try {
	process.exitCode = await endAll();
} catch (error) {
	process.exitCode = toldMistake(error, USAGE);
}

/** What was asked for; null when that makes no sense, and then it was said. */
interface Wish extends AlsoWithdrawn {
	/** In normal form; null for everybody. */
	readonly email: string | null;
	readonly isSure: boolean;
}

async function endAll(): Promise<number> {
	const wish = readWish();
	if (wish === null || !(wish.isSure || (await ask(wish.email ?? 'everybody')))) return 2;
	const { email } = wish;
	return withServices(async (services) => {
		const of = email === null ? 'everybody' : await accountOf(services, email);
		if (of === null) {
			console.error(`${String(email)} has no account.`);
			return 1;
		}
		const { sessions, people } = await services.emergencies.endSessions(of, wish);
		console.log(`${String(sessions)} sessions of ${String(people)} people were ended.`);
		if (wish.codes) console.log('No code or link that was mailed before proves anything any more.');
		if (wish.links) console.log('No link of before takes anything back any more.');
		return 0;
	});
}

function readWish(): Wish | null {
	const { values } = parseArgs({
		options: {
			user: { type: 'string' },
			'and-codes': { type: 'boolean', default: false },
			'and-links': { type: 'boolean', default: false },
			yes: { type: 'boolean', default: false },
		},
	});
	const { user, 'and-codes': codes, 'and-links': links, yes: isSure } = values;
	const email = user === undefined ? null : normalizeEmail(user);
	if (user === undefined || (email !== null && !links)) return { email, codes, links, isSure };
	if (email === null) console.error(`${JSON.stringify(user)} is no e-mail address.`);
	console.error(USAGE);
	return null;
}

async function accountOf({ users }: Services, email: string) {
	const account = await users.findByEmail(email);
	return account === null ? null : { id: account.id, email };
}

/** Asks whoever sits before the terminal; a script must say --yes. */
async function ask(whose: string): Promise<boolean> {
	if (!process.stdin.isTTY) {
		console.error(`This ends the sessions of ${whose}: say --yes.\n${USAGE}`);
		return false;
	}
	const terminal = createInterface({ input: process.stdin, output: process.stdout });
	const answer = await terminal.question(`End the sessions of ${whose}? [y/N] `);
	terminal.close();
	return /^y(es)?$/i.test(answer.trim());
}
