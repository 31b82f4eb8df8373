import { randomBytes } from 'node:crypto';
import { findRedis, type Redis, startRedis } from '@postern/local-servers';
import { type Balancer, startBalancer } from './balancer.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import type { Settings } from './program.ts';
import { type Relay, startRelay } from './relay.ts';
import { createReplica, type Replica } from './replica.ts';

/** The origin of the SPA, which the requests of a browser name. */
export const WEB_ORIGIN = 'https://app.example.com';

/** What an experiment wants to stand. */
export interface FleetOptions {
	readonly replicas?: number;
	/** Redis too, where this machine has one. */
	readonly hasRedis?: boolean;
	/** On top of those of production. */
	readonly settings?: Settings;
	/** Where the code of the first replicas is, for other versions than the one beside us. */
	readonly folders?: readonly string[];
	/** False prepares the replicas and leaves starting them to the experiment. */
	readonly isStarted?: boolean;
}

/** API processes with the settings of production, on servers of their own, behind a balancer. */
export interface Fleet extends AsyncDisposable {
	readonly replicas: readonly Replica[];
	readonly postgres: Postgres;
	/** Between the replicas and Postgres. */
	readonly postgresRelay: Relay;
	readonly redis: Redis | null;
	readonly redisRelay: Relay | null;
	readonly mail: MailSink;
	readonly balancer: Balancer;
	readonly database: string;
	readonly settings: Settings;
}

const DATABASE = 'postern';

/**
 * Starts it all on free ports of 127.0.0.1. TLS would end at the balancer: browsers reach it at https, and
 * the API, told so by API_URL, sets the cookies of production.
 */
export async function startFleet({
	replicas: count = 3,
	isStarted = true,
	...options
}: FleetOptions = {}): Promise<Fleet> {
	await using stack = new AsyncDisposableStack();
	const servers = await startServers(stack, options.hasRedis ?? false);
	const settings: Settings = { ...settingsFor(servers), ...options.settings };
	const replicas: Replica[] = [];
	for (let index = 0; index < count; index += 1) {
		const replica = await createReplica(settings, options.folders?.[index]);
		stack.defer(() => replica.kill());
		replicas.push(replica);
	}
	if (isStarted) await Promise.all(replicas.map((replica) => replica.start()));
	const balancer = stack.use(await startBalancer(replicas.map(({ port }) => port)));
	const owned = stack.move();
	return {
		...servers,
		...{ replicas, balancer, settings },
		database: DATABASE,
		[Symbol.asyncDispose]: () => owned.disposeAsync(),
	};
}

type Servers = Pick<Fleet, 'postgres' | 'postgresRelay' | 'redis' | 'redisRelay' | 'mail'>;

async function startServers(stack: AsyncDisposableStack, hasRedis: boolean): Promise<Servers> {
	const postgres = stack.use(await startPostgres());
	await postgres.createDatabase(DATABASE);
	const postgresRelay = stack.use(await startRelay(postgres.port));
	const mail = stack.use(await startMailSink());
	const program = hasRedis ? findRedis() : null;
	if (program === null) return { postgres, postgresRelay, mail, redis: null, redisRelay: null };
	const redis = stack.use(await startRedis(program));
	return {
		postgres,
		postgresRelay,
		mail,
		redis,
		redisRelay: stack.use(await startRelay(redis.port)),
	};
}

function settingsFor({ postgres, postgresRelay, mail, redisRelay }: Servers): Settings {
	return {
		...productionSettings(postgres.url(DATABASE, postgresRelay.port), mail.url),
		...(redisRelay && { REDIS_URL: `redis://127.0.0.1:${String(redisRelay.port)}` }),
	};
}

/** As an operator would set them; the balancer on this machine is the one proxy that is believed. */
export function productionSettings(databaseUrl: string, smtpUrl: string): Settings {
	return {
		NODE_ENV: 'production',
		API_URL: 'https://api.example.com',
		WEB_ORIGINS: WEB_ORIGIN,
		TRUSTED_PROXIES: '127.0.0.1',
		SECRET_KEY: randomBytes(32).toString('base64'),
		DATABASE_URL: databaseUrl,
		MAIL_VIA: 'smtp',
		SMTP_URL: smtpUrl,
		MAIL_FROM: 'Postern <no-reply@example.com>',
		LOG_LEVEL: 'warn',
	};
}
