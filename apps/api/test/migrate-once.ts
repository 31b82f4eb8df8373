/** A process that does nothing but migrate; many of them are started at once. */
import { loadConfig } from '../src/config.ts';
import { openStorage } from '../src/infra/open-storage.ts';

const storage = openStorage(loadConfig({ ...process.env, NODE_ENV: 'test' }), console.error);
await storage.migrate();
await storage.close();
