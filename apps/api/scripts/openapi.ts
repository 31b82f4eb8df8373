/** Writes openapi.yaml from the routes. */
import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { describeApi } from './describe-api.ts';

const HEADER = '# Written by `pnpm openapi` from the routes of apps/api. Do not edit.\n';

await writeFile(
	new URL('../../../openapi.yaml', import.meta.url),
	HEADER + stringify(await describeApi(), { aliasDuplicateObjects: false, lineWidth: 0 }),
);
