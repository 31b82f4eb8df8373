import type { FastifyBaseLogger } from 'fastify';
import { type Config, ConfigError } from '../../config.ts';
import { type Finding, lineOf } from '../../deployment/finding.ts';
import { judgeDeployment } from '../../deployment/judge.ts';
import { checkClock, checkSchema, type LookedAt } from './database.ts';
import { checkFiles } from './files.ts';
import { checkMail } from './mail.ts';

type Logger = Pick<FastifyBaseLogger, 'warn'>;

/**
 * The doctor's checks as the API starts: a refusal stops it, a warning is logged once.
 * `settings` says what the addresses mean and needs no database; `database` comes before and after migrating.
 */
export function createStartChecks(config: Config, logger: Logger) {
	const settle = (findings: readonly Finding[]): void => {
		const refused = findings.filter(({ verdict }) => verdict === 'refused');
		if (refused.length > 0) throw new ConfigError(refused.map(lineOf));
		for (const finding of findings) {
			if (finding.verdict === 'warning') {
				logger.warn({ setting: finding.setting }, lineOf(finding));
			}
		}
	};
	return {
		/** Before anything is opened. @throws {ConfigError} */
		settings: () => {
			settle([...judgeDeployment(config), ...checkFiles(config)]);
		},
		/** Before migrating: nothing is changed in a newer version's database. @throws {ConfigError} */
		schema: async (storage: LookedAt) => {
			settle(await checkSchema(storage));
		},
		/** @throws {ConfigError} */
		clock: async (storage: LookedAt) => {
			settle(await checkClock(storage, Date.now));
		},
		/** Waited for by nobody: a provider that is down stops nothing. */
		mail: async () => {
			settle(await checkMail(config));
		},
	};
}
