import { Problem, Unreachable, type User } from '@postern/api-client';
import { Auth } from '../src/lib/auth/auth.svelte.ts';
import type { TabMessage } from '../src/lib/auth/auth-state.ts';
import { Farewell } from '../src/lib/auth/farewell.svelte.ts';

export const ada: User = {
	id: 'a',
	email: 'ada@example.com',
	name: null,
	createdAt: '2026-05-03T10:00:00.000Z',
	isEmailVerified: true,
	keptFromDeletionAt: null,
};
export const bob: User = { ...ada, id: 'b', email: 'bob@example.com' };

export const sessionEnded = new Problem({ status: 401, code: 'session_ended', title: 'Ended.' });
export const offline = new Unreachable('network');

/** A call that the test answers by hand, as often as it is made. */
export class Calls<T> {
	readonly open: PromiseWithResolvers<T>[] = [];
	count = 0;

	call = (): Promise<T> => {
		const answer = Promise.withResolvers<T>();
		this.open.push(answer);
		this.count += 1;
		return answer.promise;
	};

	async answer(value: T): Promise<void> {
		this.#next().resolve(value);
		await settle();
	}

	async fail(error: unknown): Promise<void> {
		this.#next().reject(error);
		await settle();
	}

	#next(): PromiseWithResolvers<T> {
		const next = this.open.shift();
		if (!next) throw new Error('Nobody is waiting for an answer.');
		return next;
	}
}

/** Lets everything that can happen without an answer happen. */
export async function settle(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 0));
}

/** An Auth whose API, clock, tabs and memory are in the test's hands. */
export function createTestAuth() {
	const users = new Calls<User>();
	const logins = new Calls<{ userId: string }>();
	const logouts = new Calls<undefined>();
	const told: TabMessage[] = [];
	const world = { now: 0, pending: false, hint: false, cleanStarts: 0, notKept: 0 };
	const farewell = new Farewell({
		logout: async () => logouts.call(),
		flag: { get: () => world.pending, set: (isPending) => (world.pending = isPending) },
	});
	const auth = new Auth({
		transport: {
			getCurrentUser: users.call,
			login: logins.call,
			logout: async () => logouts.call(),
		},
		farewell,
		now: () => world.now,
		tellTabs: (message) => told.push(message),
		hint: (isKnown) => (world.hint = isKnown),
		startClean: () => (world.cleanStarts += 1),
		notKept: () => Promise.resolve((world.notKept += 1)),
	});
	auth.isAtWork = true;

	/** Ada is signed in and at work. */
	async function asAda(): Promise<void> {
		const check = auth.ensureAuthenticated();
		await users.answer(ada);
		await check;
	}

	return { auth, farewell, users, logins, logouts, told, world, asAda };
}
