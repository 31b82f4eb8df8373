import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's top folder. */
export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** Where the commands note what is already done. Gone with node_modules, as it should be. */
export const NOTES = join(ROOT, 'node_modules', '.cache', 'postern');
