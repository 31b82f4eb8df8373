import { startProgram } from './program.ts';

/** Somebody with an account. */
export interface Person {
	readonly email: string;
	readonly password: string;
}

const NAMES = ['ada', 'grace', 'alan', 'barbara', 'donald', 'frances', 'dennis', 'margaret'];

/** Makes accounts with the command that operators use, one ahead of the test that will ask for it. */
export function createPeople(env: Readonly<Record<string, string>>) {
	let count = 0;
	let next: Promise<Person> | null = null;

	function create(): Promise<Person> {
		const name = NAMES[count % NAMES.length] ?? '';
		const round = Math.floor(count / NAMES.length);
		count += 1;
		return createPerson(`${name}${round === 0 ? '' : round}@example.com`, env);
	}

	async function take(): Promise<Person> {
		const person = await (next ?? create());
		next = create();
		// Whoever asks for this one hears of the failure.
		next.catch(() => undefined);
		return person;
	}

	/** Waits for the account nobody asked for, so that its process does not outlive the data folder. */
	const settle = (): Promise<unknown> => next?.catch(() => undefined) ?? Promise.resolve();

	return { take, settle };
}

async function createPerson(email: string, env: Readonly<Record<string, string>>): Promise<Person> {
	const command = startProgram({
		folder: 'apps/api',
		script: 'src/commands/user-create.ts',
		args: [email],
		env,
	});
	const code = await command.exited;
	const password = /^password\s+(\S+)$/m.exec(command.output())?.[1];
	if (code !== 0 || password === undefined) throw new Error(command.output());
	return { email, password };
}
