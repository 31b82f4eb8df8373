export { registerPasswordlessRoutes } from './routes.ts';
export { createPasswordless } from './service.ts';
export { createSignUp } from './sign-up.ts';
