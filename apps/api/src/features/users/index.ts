export { normalizeEmail } from './email.ts';
export { registerUserRoutes } from './routes.ts';
export { createUsers, type Users } from './service.ts';
export { createUserStore } from './store.ts';
