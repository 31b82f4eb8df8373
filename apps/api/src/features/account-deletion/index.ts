export { registerAccountDeletionRoutes } from './routes.ts';
export { type AccountDeletion, createAccountDeletion } from './service.ts';
export { createAccountDeletionStore } from './store.ts';
