export { registerEmailChangeRoutes } from './routes.ts';
export { createEmailChanges } from './service.ts';
export { createEmailChangeStore } from './store.ts';
