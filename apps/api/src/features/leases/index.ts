export { createLeases, type Turn } from './service.ts';
export { createLeaseStore } from './store.ts';
