export { registerEmailChangeRoutes } from './routes.ts';
export { createEmailChanges, type EmailChanges } from './service.ts';
export { createEmailChangeStore } from './store.ts';
