import type { InjectOptions, LightMyRequestResponse as Response } from 'fastify';
import { pino } from 'pino';
import { type BuiltApp, buildApp, type Resources } from '../src/app.ts';
import { type Config, loadConfig } from '../src/config.ts';
import { createAccount } from '../src/create-account.ts';
import { openLimits } from '../src/infra/limits/open-limits.ts';
import { createInProcessNews } from '../src/infra/news/in-process.ts';
import type { Storage } from '../src/ports/storage.ts';
import { createTestMail, type TestMail } from './mail.ts';
import { createDeclaredCheck } from './declared.ts';
import { createTestDatabase } from './database.ts';

/** The SPA's origin in tests. */
export const WEB_ORIGIN = 'http://localhost:5173';

const SECRET_KEY = 'k'.repeat(32);
/** As cheap as the library allows: the tests are about what happens around a hash. */
const CHEAP_HASH = { memoryKib: 8, passes: 1 };

/** The time in a test: it stands still until it is moved. */
export interface TestClock {
	(): number;
	advance(milliseconds: number): void;
}

/** A person with an account, and the cookie of their session once they have signed in. */
export interface Person {
	readonly email: string;
	readonly password: string;
	readonly userId: string;
	cookie: string;
}

/** A request of a test; what is left out is what the SPA would send. */
export type TestRequest = Omit<InjectOptions, 'cookies' | 'url'> & {
	readonly url: string;
	readonly cookie?: string;
};

/** The whole app on an empty database, reached through HTTP. */
export interface TestApp extends AsyncDisposable {
	readonly app: BuiltApp['app'];
	readonly services: BuiltApp['services'];
	readonly storage: Storage;
	readonly clock: TestClock;
	/** What was mailed. */
	readonly mail: TestMail;
	/** Every line that was logged, parsed. */
	readonly logLines: () => Record<string, unknown>[];
	/**
	 * Sends a request from the SPA's origin. The test fails when the reply is not one that openapi.yaml
	 * lists for the operation.
	 */
	send(request: TestRequest): Promise<Response>;
	/** Makes an account; nobody has proven its address when that is said. */
	createPerson(email?: string, options?: { readonly isVerified?: boolean }): Promise<Person>;
	/** Makes an account and signs it in. */
	signIn(email?: string, options?: { readonly isVerified?: boolean }): Promise<Person>;
}

/** Builds it. Settings and resources can be replaced. */
export async function createTestApp(
	settings: Partial<Config> = {},
	resources: Partial<Resources> = {},
): Promise<TestApp> {
	const database = resources.storage ? null : await createTestDatabase();
	const storage = (resources.storage ?? database?.storage) as Storage;
	const clock = createTestClock();
	const lines: string[] = [];
	const logger = pino({ level: 'trace', base: null }, { write: (line) => void lines.push(line) });
	const config = {
		...loadConfig({ NODE_ENV: 'test' }),
		...settings,
		secretKey: settings.secretKey ?? SECRET_KEY,
	};
	const mail = createTestMail();
	const { limits, sweeps } = await openLimits({
		...{ config, clock, storage, redis: null },
	});
	const { app, services } = await buildApp({
		config,
		storage,
		clock,
		logger,
		requestLogger: logger,
		limits,
		moreSweeps: sweeps,
		hashCost: CHEAP_HASH,
		mailer: mail.mailer,
		news: createInProcessNews(),
		...resources,
	});
	mail.connect(services.outboxWorker);
	await app.ready();
	const assertDeclared = createDeclaredCheck(app.swagger());

	async function send({ cookie, headers, ...request }: TestRequest): Promise<Response> {
		const response = await app.inject({
			...request,
			headers: present({ origin: WEB_ORIGIN, ...(cookie ? { cookie } : {}), ...headers }),
		});
		assertDeclared(request.method ?? 'GET', request.url, response);
		return response;
	}

	async function createPerson(
		email = 'ada@example.com',
		options: { readonly isVerified?: boolean } = { isVerified: true },
	): Promise<Person> {
		const account = await createAccount(services, email, options);
		if (account === null) throw new Error(`${email} has an account already`);
		const { id: userId } = await storage.db
			.selectFrom('user')
			.select('id')
			.where('email', '=', email)
			.executeTakeFirstOrThrow();
		return { ...account, userId, cookie: '' };
	}

	return {
		app,
		services,
		storage,
		clock,
		mail,
		logLines: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
		send,
		createPerson,
		async signIn(email, options) {
			const person = await createPerson(email, options);
			person.cookie = cookieOf(
				await send({
					method: 'POST',
					url: '/auth/login',
					payload: { email: person.email, password: person.password },
				}),
			);
			return person;
		},
		async [Symbol.asyncDispose]() {
			await app.close();
			await database?.[Symbol.asyncDispose]();
		},
	};
}

/** A header that is undefined is not sent: so a test leaves out what is sent by default. */
function present(headers: object): Record<string, string> {
	return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}

/** The `name=value` of a reply's cookie. @throws when there is none */
export function cookieOf(response: Response): string {
	const [header] = [response.headers['set-cookie']].flat();
	const [pair] = header?.split(';') ?? [];
	if (!pair)
		throw new Error(`no cookie in the reply: ${String(response.statusCode)} ${response.body}`);
	return pair;
}

function createTestClock(): TestClock {
	let now = Date.UTC(2030, 0, 1, 12);
	return Object.assign(() => now, {
		advance: (milliseconds: number) => {
			now += milliseconds;
		},
	});
}
