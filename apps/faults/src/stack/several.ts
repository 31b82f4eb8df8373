import { createHttpClient, type HttpClient } from '../journey/http.ts';
import { type PostOffice, type PostOfficeOptions, startPostOffice } from './post-office.ts';
import type { Settings } from './program.ts';
import { createReplica, type Replica } from './replica.ts';
import { type Engine, prepareSolo, type Solo } from './solo.ts';

/** API processes that run on one database, and a mail server that keeps a book. Nothing stands before them. */
export interface Several extends Pick<Solo, 'engine' | 'query'>, AsyncDisposable {
	readonly replicas: readonly Replica[];
	/** One for each process. */
	readonly clients: readonly HttpClient[];
	readonly office: PostOffice;
	/** A client of one process or another, in turn. */
	clientOf(number: number): HttpClient;
	/** Ends all processes without a farewell. */
	killAll(): Promise<void>;
	startAll(): Promise<void>;
}

/** What is wanted of them. */
export interface SeveralOptions extends PostOfficeOptions {
	readonly count: number;
	/** On top of those of production. */
	readonly settings?: Settings;
}

/** Starts them on free ports of 127.0.0.1. */
export async function startSeveral(
	engine: Engine,
	{ count, settings, ...manners }: SeveralOptions,
): Promise<Several> {
	await using stack = new AsyncDisposableStack();
	const office = stack.use(await startPostOffice(manners));
	const solo = stack.use(
		await prepareSolo(engine, { settings: { ...settings, SMTP_URL: office.url } }),
	);
	const replicas = [solo.replica];
	while (replicas.length < count) {
		const replica = await createReplica(solo.settings);
		stack.defer(() => replica.kill());
		replicas.push(replica);
	}
	const startAll = async () => {
		await Promise.all(replicas.map((replica) => replica.start()));
	};
	await startAll();
	const clients = replicas.map(({ port }) => stack.use(createHttpClient(port)));
	const [first] = clients;
	if (first === undefined) throw new Error('At least one process is needed.');
	const owned = stack.move();
	return {
		...{ engine, query: solo.query, replicas, clients, office, startAll },
		clientOf: (number) => clients[number % clients.length] ?? first,
		async killAll() {
			await Promise.all(replicas.map((replica) => replica.kill()));
		},
		[Symbol.asyncDispose]: () => owned.disposeAsync(),
	};
}
