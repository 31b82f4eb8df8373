export { findFreePort } from './free-port.ts';
export { createIdentity, type Identity } from './identity.ts';
export { findPostgresPrograms, type PostgresPrograms } from './postgres-programs.ts';
export { findRedis, startRedis, type Redis } from './redis.ts';
export { findRunner, startAs, type Runner, type ServerProcess } from './run-as.ts';
