import { DatabaseSync } from 'node:sqlite';
import { startProgram } from './program.ts';

/** Somebody with an account. */
export interface Person {
	readonly email: string;
	readonly password: string;
}

type Environment = Readonly<Record<string, string>>;

const NAMES = ['ada', 'grace', 'alan', 'barbara', 'donald', 'frances', 'dennis', 'margaret'];
const VISITORS = [
	...['adele', 'annie', 'anita', 'betty', 'carol', 'clara', 'edith', 'elaine', 'erna', 'evelyn'],
	...['henry', 'ida', 'irene', 'ivan', 'jean', 'joan', 'john', 'julia', 'karen'],
	...['kathleen', 'leslie', 'lynn', 'marlyn', 'mary', 'niels', 'ruth', 'sophie'],
	...['stephanie', 'susan', 'thelma', 'tony', 'wendy', 'whitfield'],
];
const BUSY_TIMEOUT_MS = 5000;

/**
 * Makes accounts with the command that operators use, one ahead of the test that will ask for it, and
 * names people who have none yet.
 */
export function createPeople(env: Environment, databasePath: string) {
	const nextAccount = createNaming(NAMES);
	const nextVisitor = createNaming(VISITORS);
	let next: Promise<Person> | null = null;

	async function take(): Promise<Person> {
		const person = await (next ?? createPerson(nextAccount(), env));
		next = createPerson(nextAccount(), env);
		// Whoever asks for this one hears of the failure.
		next.catch(() => undefined);
		return person;
	}

	return {
		take,

		/** An account whose address nobody has proven. */
		takeUnverified: (): Promise<Person> => createPerson(nextAccount(), env, []),

		/** The address of somebody who has never been here; mails to it are limited, so nobody shares it. */
		newAddress: nextVisitor,

		/** Lets an address make an account, with the command that operators use. */
		async invite(email: string, locale: 'en' | 'de'): Promise<void> {
			await runCommand('src/commands/user-invite.ts', [email, locale], env);
		},

		/** Disables an account. Nothing in the product does that yet. */
		disable(email: string): void {
			using database = new DatabaseSync(databasePath, { timeout: BUSY_TIMEOUT_MS });
			const { changes } = database
				.prepare('update user set disabled_at = ? where email = ?')
				.run(Date.now(), email);
			if (changes === 0) throw new Error(`${email} has no account.`);
		},

		/** Waits for the account nobody asked for, so that its process does not outlive the data folder. */
		settle: (): Promise<unknown> => next?.catch(() => undefined) ?? Promise.resolve(),
	};
}

/** Gives out addresses, each once. */
function createNaming(names: readonly string[]): () => string {
	let count = 0;
	return () => {
		const name = names[count % names.length] ?? '';
		const round = Math.floor(count / names.length);
		count += 1;
		return `${name}${round === 0 ? '' : round}@example.com`;
	};
}

async function createPerson(
	email: string,
	env: Environment,
	flags: readonly string[] = ['--verified'],
): Promise<Person> {
	const output = await runCommand('src/commands/user-create.ts', [email, ...flags], env);
	const password = /^password\s+(\S+)$/m.exec(output)?.[1];
	if (password === undefined) throw new Error(output);
	return { email, password };
}

/** Runs a command of the API to its end. @throws with what it printed when that is not a good one */
async function runCommand(script: string, args: readonly string[], env: Environment) {
	const command = startProgram({ folder: 'apps/api', script, args, env });
	const code = await command.exited;
	if (code !== 0) throw new Error(command.output());
	return command.output();
}
