import { Problem } from '@postern/problem';
import type { Trail } from '../../ports/trail.ts';
import type { Where } from '../../ports/where.ts';
import { authRequestProblems, type AuthRequests } from '../auth-requests/index.ts';
import type { KnownBrowsers } from '../known-browsers/index.ts';
import type { Passwords, ProvenPassword } from '../passwords/index.ts';
import { normalizeEmail } from '../users/index.ts';
import { problems } from './problems.ts';

/** What looking at somebody's password needs. */
export interface PasswordSignInDeps {
	readonly authRequests: Pick<AuthRequests, 'countGuess' | 'takeBackGuess'>;
	readonly knownBrowsers: Pick<KnownBrowsers, 'recognise'>;
	readonly passwords: Pick<Passwords, 'prove'>;
	readonly trail: Pick<Trail, 'recordFailure'>;
	/** Told when a guess could not be taken back; the sign-in goes on. */
	readonly onError: (error: unknown) => void;
}

/** An address and a password that somebody typed. */
export interface Attempt {
	readonly email: string;
	readonly password: string;
	/** The secret of the browser that sent it, if it has one. */
	readonly browser: string | null;
	readonly where: Where;
	/** Aborted when they have left. */
	readonly signal: AbortSignal;
}

/** Whose password it was. */
export interface ProvenAttempt {
	readonly email: string;
	readonly proven: ProvenPassword;
	/** Frees the guess that it cost; to be called when it has led to something. Never throws. */
	takeBack(): Promise<void>;
}

/**
 * Passwords as a way in. Each costs a guess of the address before it is compared, whether there is an account
 * or not, and a right one gets it back. A browser that the account knows has guesses of its own, so that a
 * stranger who uses the others up locks nobody out of theirs (OWASP ASVS 5.0, 6.1.1 and 6.3.1).
 */
export function createPasswordSignIn(deps: PasswordSignInDeps) {
	const { authRequests, knownBrowsers, passwords, trail, onError } = deps;

	async function fail(
		{ where }: Attempt,
		email: string | null,
		name: 'password_wrong' | 'guesses_limited',
	): Promise<void> {
		await trail.recordFailure({ name, account: { email } }, where);
	}

	async function spend(attempt: Attempt, email: string | null) {
		const { client } = attempt.where;
		const browser = await knownBrowsers.recognise(email, attempt.browser);
		// What is no address is counted as it is: whoever mistypes theirs must not use up a stranger's.
		const guess = [email ?? attempt.email, client, browser] as const;
		await authRequests.countGuess(...guess).catch(async (error: unknown) => {
			const isLimit =
				error instanceof Problem && error.kind === authRequestProblems.guesses_limited;
			if (isLimit) await fail(attempt, email, 'guesses_limited');
			throw error;
		});
		return { takeBack: () => authRequests.takeBackGuess(...guess).catch(onError) };
	}

	return {
		/**
		 * Whose password somebody typed.
		 * @throws {Problem} guesses_limited, invalid_credentials, sign_in_busy
		 */
		async prove(attempt: Attempt): Promise<ProvenAttempt> {
			const email = normalizeEmail(attempt.email);
			const { takeBack } = await spend(attempt, email);
			const proven = await passwords
				.prove(email, attempt.password, attempt.signal)
				.catch(async (error: unknown) => {
					// It was not compared.
					await takeBack();
					throw error;
				});
			if (proven !== null && email !== null) return { email, proven, takeBack };
			await fail(attempt, email, 'password_wrong');
			throw new Problem(problems.invalid_credentials);
		},
	};
}

export type PasswordSignIn = ReturnType<typeof createPasswordSignIn>;
