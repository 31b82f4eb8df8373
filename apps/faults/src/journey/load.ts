import type { MailSink } from '../stack/mail-sink.ts';
import { createHttpClient, type HttpClient } from './http.ts';
import {
	JourneyOver,
	register,
	signInByCode,
	signInByPassword,
	signOut,
	work,
	type Pause,
} from './journeys.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createVisitor, type Visitor } from './visitor.ts';

/** How much is asked for. */
export interface LoadOptions {
	/** Where: the balancer, as a rule. */
	readonly port: number;
	readonly mail: MailSink;
	/** Requests a second, on average, as long as answers come at once. */
	readonly perSecond: number;
	/** False where everybody signs in by code. */
	readonly hasPasswords?: boolean;
}

/** People at work. Disposing of it lets them go home. */
export interface Load extends AsyncDisposable {
	readonly ledger: Ledger;
	/** Lets everybody finish their journey, and waits for it. */
	finish(): Promise<void>;
}

/** How long a person takes between two requests. */
const PAUSE_MS = 100;
/** Signing in by password costs a hash of 20 ms or more: one journey in so many begins with it. */
const PASSWORD_EVERY = 4;
const REGISTERED = 4;

/**
 * Starts people that go through the same journey again and again: sign in by code or by password, look who they
 * are, work on to-dos, list their sessions, sign out. Every answer is checked.
 */
export async function startLoad({
	port,
	mail,
	perSecond,
	hasPasswords = true,
}: LoadOptions): Promise<Load> {
	const client = createHttpClient(port);
	const ledger = createLedger();
	const registered: Visitor[] = [];
	for (let index = 0; hasPasswords && index < REGISTERED; index += 1) {
		const visitor = createVisitor(client, ledger);
		await register(visitor, mail);
		registered.push(visitor);
	}
	let isOver = false;
	const pause: Pause = () =>
		new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (0.5 + Math.random())));

	async function live(number: number): Promise<void> {
		for (let journey = number; !isOver; journey += 1) {
			try {
				await travel(journey);
			} catch (error) {
				if (!(error instanceof JourneyOver)) noteFailure(ledger, error);
			}
			await pause();
		}
	}

	async function travel(journey: number): Promise<void> {
		const friend = registered[journey % registered.length];
		const byPassword = journey % PASSWORD_EVERY === 0 && friend !== undefined;
		const visitor = createVisitor(client, ledger, byPassword ? friend.email : undefined);
		if (byPassword) await signInByPassword(visitor);
		else await signInByCode(visitor, mail, pause);
		await work(visitor, pause);
		await pause();
		await signOut(visitor);
	}

	const people = Math.max(1, Math.round((perSecond * PAUSE_MS) / 1000));
	const lives = Array.from({ length: people }, (_, number) => live(number));
	const finish = async () => {
		isOver = true;
		await Promise.all(lives);
	};
	return {
		ledger,
		finish,
		async [Symbol.asyncDispose]() {
			await finish();
			client[Symbol.dispose]();
		},
	};
}

function noteFailure(ledger: Ledger, error: unknown): void {
	const remark = error instanceof Error ? error.message : String(error);
	const sentAt = performance.now();
	ledger.add({ name: 'journey', sentAt, tookMs: 0, status: null, isRight: false, remark });
}

/** People who stay signed in and look who they are, again and again, and write now and then. */
export interface Regulars extends AsyncDisposable {
	readonly ledger: Ledger;
	readonly visitors: readonly Visitor[];
	/** How many to-dos are not there though their writing was acknowledged. */
	lost(): Promise<number>;
}

/** Starts them; each asks every 100 ms or so, and every tenth time writes. */
export async function startRegulars(
	client: HttpClient,
	mail: MailSink,
	count: number,
): Promise<Regulars> {
	const visitors: Visitor[] = [];
	const ledger = createLedger();
	const written = new Map<Visitor, string[]>();
	for (let index = 0; index < count; index += 1) {
		const visitor = createVisitor(client, ledger);
		await signInByCode(visitor, mail, () => Promise.resolve());
		visitors.push(visitor);
		written.set(visitor, []);
	}
	let isOver = false;
	const lives = visitors.map(async (visitor, index) => {
		for (let turn = index; !isOver; turn += 1) {
			// Nobody waits for an answer before asking again: what hangs must not make the load smaller.
			void ask(visitor, turn, written.get(visitor) ?? []);
			await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
		}
	});
	return {
		ledger,
		visitors,
		async lost() {
			let count = 0;
			for (const [visitor, titles] of written) {
				const acknowledged = [...titles];
				const { body } = await visitor.call('list to-dos', 'GET', '/todos');
				const there = new Set((body as { title: string }[]).map(({ title }) => title));
				count += acknowledged.filter((title) => !there.has(title)).length;
			}
			return count;
		},
		async [Symbol.asyncDispose]() {
			isOver = true;
			await Promise.all(lives);
		},
	};
}

const WRITE_EVERY = 10;

async function ask(visitor: Visitor, turn: number, written: string[]): Promise<void> {
	if (turn % WRITE_EVERY !== 0) {
		await visitor.call('who am I', 'GET', '/users/me');
		return;
	}
	const title = `turn ${String(turn)}`;
	const { status } = await visitor.call('add a to-do', 'POST', '/todos', {
		body: { title },
		expect: { status: 201 },
	});
	if (status === 201) written.push(title);
}
