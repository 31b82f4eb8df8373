export { createLeases } from './service.ts';
export { createLeaseStore } from './store.ts';
