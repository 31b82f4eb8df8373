export { normalizeEmail } from './email.ts';
export { registerUserRoutes } from './routes.ts';
export { createUsers } from './service.ts';
export { createUserStore } from './store.ts';
