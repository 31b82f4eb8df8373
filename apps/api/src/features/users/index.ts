export { normalizeEmail } from './email.ts';
export { registerUserRoutes } from './routes.ts';
export { type Account, createUsers, type Users } from './service.ts';
export { createUserStore } from './store.ts';
