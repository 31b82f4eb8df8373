import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../config.ts';
import type { HashCost } from '../features/passwords/index.ts';
import type { Sweep } from '../housekeeping.ts';
import type { AccountNews } from '../ports/account-news.ts';
import type { Clock } from '../ports/clock.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { Storage } from '../ports/storage.ts';
import type { Watch } from '../ports/watch.ts';

/** What the services are built from; the process, the commands and the tests bring their own. */
export interface ServiceResources {
	readonly config: Omit<Config, 'secretKey'> & { readonly secretKey: string };
	readonly storage: Storage;
	readonly clock: Clock;
	readonly logger: FastifyBaseLogger;
	readonly mailer: Mailer;
	readonly news: AccountNews;
	readonly hashCost: HashCost;
	/** Unset: nobody counts. */
	readonly watch?: Watch | undefined;
	/** Of what the features do not know: the limits of clients. */
	readonly moreSweeps?: readonly Sweep[];
}
