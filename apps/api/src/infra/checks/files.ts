import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../../config.ts';
import { type Finding, praise, refuse } from '../../deployment/finding.ts';

/** The settings that name folders. */
export type FolderSettings = Pick<Config, 'dataDir' | 'databaseUrl' | 'secretKey' | 'webDir'>;

/** Whether the folders that are needed are there, and can be used. */
export function checkFiles(settings: FolderSettings): Finding[] {
	const { dataDir, databaseUrl, secretKey, webDir } = settings;
	const isDataNeeded = databaseUrl === null || secretKey === null;
	return [
		...(isDataNeeded ? [checkDataDir(dataDir)] : []),
		...(webDir === null ? [] : [checkWebDir(webDir)]),
	];
}

/** A folder that is not there yet will be made, where that is allowed. */
function checkDataDir(folder: string): Finding {
	const there = nearestThere(folder);
	if (!statSync(there).isDirectory()) return refuse('DATA_DIR', `${there} is no folder`);
	try {
		accessSync(there, constants.R_OK | constants.W_OK | constants.X_OK);
		return praise('DATA_DIR', `${folder} can be written`);
	} catch (error) {
		return refuse('DATA_DIR', `${folder} cannot be written (${codeOf(error)})`);
	}
}

function nearestThere(folder: string): string {
	return existsSync(folder) ? folder : nearestThere(dirname(folder));
}

const PAGES = ['index.html', '200.html'];

function checkWebDir(folder: string): Finding {
	const missing = PAGES.find((page) => !isFile(join(folder, page)));
	if (missing === undefined) return praise('WEB_DIR', `${folder} has a built SPA`);
	const why = existsSync(folder) ? `has no ${missing}` : 'is not there';
	return refuse(
		'WEB_DIR',
		`${folder} ${why}; build the SPA with \`pnpm --filter web build\` and name the folder it wrote`,
	);
}

const isFile = (path: string): boolean =>
	statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
}
