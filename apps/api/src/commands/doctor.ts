/**
 * `pnpm --filter api run doctor [--reach]`: says what follows from the settings of this environment, looks at what they
 * name, and exits with 1 when the API would refuse to start with them. Changes nothing. With --reach it also asks both
 * halves at their public addresses whether they fit.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../config.ts';
import { describeDeployment } from '../deployment/describe.ts';
import { type Finding, refuse } from '../deployment/finding.ts';
import { judgeDeployment } from '../deployment/judge.ts';
import { checkDatabase } from '../infra/checks/database.ts';
import { checkFiles } from '../infra/checks/files.ts';
import { checkMail } from '../infra/checks/mail.ts';
import { checkReach } from '../infra/checks/reach.ts';
import { checkRedis } from '../infra/checks/redis.ts';
import { openStorage } from '../infra/open-storage.ts';

const MARKS = { good: 'ok     ', warning: 'warning', refused: 'REFUSED' } as const;
const TITLE_WIDTH = 18;

try {
	process.exitCode = await examine(process.argv.includes('--reach'));
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}

async function examine(isToReach: boolean): Promise<number> {
	const { config, refusals } = readConfig(process.env);
	for (const { title, value, why } of describeDeployment(config)) {
		console.log(`${title.padEnd(TITLE_WIDTH)}${value}\n${' '.repeat(TITLE_WIDTH)}(${why})`);
	}
	console.log('');
	const refused = refusals.map(parseLine);
	// What a setting means and names is looked at only when it is what was meant.
	const isMeant = (name: string): boolean => !refused.some(({ setting }) => setting === name);
	const warnings = judgeDeployment(config).filter(
		({ verdict, setting }) => verdict === 'warning' && isMeant(setting),
	);
	const found = await lookAround(config, isMeant);
	const reached = isToReach ? await checkReach(config) : [];
	const findings = [...refused, ...warnings, ...found, ...reached];
	for (const { verdict, setting, message } of findings) {
		console.log(`${MARKS[verdict]}  ${setting}: ${message}`);
	}
	return sumUp(findings);
}

function parseLine(line: string): Finding {
	const colon = line.indexOf(': ');
	return refuse(line.slice(0, colon), line.slice(colon + 2));
}

async function lookAround(
	config: Config,
	isMeant: (name: string) => boolean,
): Promise<readonly Finding[]> {
	return [
		...checkFiles(config),
		...(isMeant('DATABASE_URL') ? await lookAtDatabase(config) : []),
		...(isMeant('REDIS_URL') ? await checkRedis(config) : []),
		...(isMeant('SMTP_URL') && isMeant('MAIL_VIA') ? await checkMail(config) : []),
	];
}

async function lookAtDatabase(config: Config): Promise<readonly Finding[]> {
	const { databaseUrl, dataDir } = config;
	// Opening a file that is not there would make it.
	if (databaseUrl === null && !existsSync(join(dataDir, 'postern.sqlite'))) return [];
	try {
		const storage = openStorage(config, () => undefined);
		try {
			return await checkDatabase(storage, Date.now);
		} finally {
			await storage.close();
		}
	} catch (error) {
		const setting = databaseUrl === null ? 'DATA_DIR' : 'DATABASE_URL';
		return [refuse(setting, error instanceof Error ? error.message : String(error))];
	}
}

function sumUp(findings: readonly Finding[]): number {
	const count = (verdict: Finding['verdict']): string =>
		String(findings.filter((finding) => finding.verdict === verdict).length);
	console.log(`\n${count('refused')} refused, ${count('warning')} to look at.`);
	return findings.some(({ verdict }) => verdict === 'refused') ? 1 : 0;
}
