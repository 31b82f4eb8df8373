/** Writes .env.example from the settings. */
import { writeFile } from 'node:fs/promises';
import { envExample } from '../src/settings/env-example.ts';

await writeFile(new URL('../.env.example', import.meta.url), envExample());
