export { type DumpPrograms, findDumpPrograms } from './dump-programs.ts';
export { findFreePort } from './free-port.ts';
export { createIdentity, type Identity } from './identity.ts';
export { preparePostgres, type PostgresPlace } from './postgres-server.ts';
export { findRedis, startRedis, type Redis } from './redis.ts';
export { startAs, type ServerProcess } from './run-as.ts';
