export { createIdempotency } from './service.ts';
export { createIdempotencyStore } from './store.ts';
export { createWriteOnce, IdempotencyHeaders, type WriteOnce } from './write-once.ts';
