export { createClientLimitStore } from './store.ts';
