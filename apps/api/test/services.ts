import { pino } from 'pino';
import { type Config, loadConfig } from '../src/config.ts';
import type { AuthRequests } from '../src/features/auth-requests/index.ts';
import { noMailer } from '../src/infra/mail/no-mailer.ts';
import type { Mailer } from '../src/ports/mailer.ts';
import { createInProcessNews } from '../src/infra/news/in-process.ts';
import type { Storage } from '../src/ports/storage.ts';
import { createServices, type Services } from '../src/services.ts';
import { createTestDatabase, engine } from './database.ts';

type Wanted = Parameters<AuthRequests['begin']>[0];

/** An auth request with the secrets that its mail would carry. */
export interface Begun {
	readonly id: string;
	readonly email: string;
	readonly passwordlessType: string;
	readonly expiresIn: number;
	readonly resendAfter: number;
	readonly minutes: number;
	/** The whole link. @throws when there is none */
	readonly link: string;
	/** What stands behind its `#t=`. @throws when there is none */
	readonly token: string;
	/** @throws when there is none */
	readonly code: string;
}

type Secrets = Parameters<Wanted['compose']>[0];
type Sent = Awaited<ReturnType<AuthRequests['begin']>>;

/** The services without HTTP, as many processes as a test opens, on one empty database and one time. */
export async function createTestServices(settings: Partial<Config> = {}) {
	const database = await createTestDatabase();
	const errors: string[] = [];
	const logger = pino({ level: 'error' }, { write: (line) => void errors.push(line) });
	let now = Date.UTC(2030, 0, 1, 12);
	const clock = () => now;
	const config = { ...loadConfig({ NODE_ENV: 'test' }), ...settings, secretKey: 'k'.repeat(32) };
	const on = (storage: Storage, own: Partial<Config> = {}, mailer: Mailer = noMailer): Services =>
		createServices({
			config: { ...config, ...own, secretKey: own.secretKey ?? config.secretKey },
			storage,
			clock,
			logger,
			mailer,
			news: createInProcessNews(),
			hashCost: { memoryKib: 8, passes: 1 },
		});
	const services = on(database.storage);
	let begun = 0;

	return {
		database,
		storage: database.storage,
		services,
		/**
		 * Two processes. On SQLite it is one: two writers of one process would wait for each other until
		 * they give up, since its calls do not return while they wait.
		 */
		both: (): readonly [Services, Services] => [
			services,
			engine === 'sqlite' ? services : on(database.open()),
		],
		/** Another process, maybe with settings of its own. */
		on,
		clock,
		/** What failed in the background, as it was logged. */
		errors,
		advance: (ms: number) => void (now += ms),
		/** Starts a request, each time for another address and client unless it says so. */
		async begin(wanted: Partial<Wanted> = {}): Promise<Begun> {
			begun += 1;
			const email = wanted.email ?? `ada${String(begun)}@example.com`;
			return withSecrets(email, (compose) =>
				services.authRequests.begin({
					purpose: 'sign_in',
					type: 'LINK_CODE',
					starter: null,
					client: `client ${String(begun)}`,
					linkTarget: 'https://app.example.com/link',
					...wanted,
					email,
					compose,
				}),
			);
		},
		/** Asks for another mail. */
		renew: ({ id, email }: Pick<Begun, 'id' | 'email'>, by = services, client = 'a client') =>
			withSecrets(email, (compose) =>
				by.authRequests.renew({
					purpose: 'sign_in',
					...{ id, client },
					starter: null,
					composeFor: () => Promise.resolve(compose),
				}),
			),
		[Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
	};
}

/** The services of a test. */
export type TestServices = Awaited<ReturnType<typeof createTestServices>>;

async function withSecrets(
	email: string,
	start: (compose: Wanted['compose']) => Promise<Sent>,
): Promise<Begun> {
	let secrets: Secrets | undefined;
	const { authRequestId: id, ...sent } = await start((given) => {
		secrets = given;
		return { template: 'account-disabled', locale: 'en', data: {} };
	});
	const present = <T>(value: T | null | undefined): T => {
		if (value === null || value === undefined) throw new Error('the mail has none');
		return value;
	};
	return {
		...{ id, email, ...sent },
		minutes: present(secrets).minutes,
		get link() {
			return present(secrets?.link);
		},
		get token() {
			return present(secrets?.link).split('#t=')[1] ?? '';
		},
		get code() {
			return present(secrets?.code);
		},
	};
}
