export { createOwnPassword } from './own-password.ts';
export { createPasswordReset } from './reset.ts';
export { registerPasswordChangeRoutes } from './routes.ts';
