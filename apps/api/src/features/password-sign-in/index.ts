export { registerPasswordSignInRoutes } from './routes.ts';
export { createPasswordSignIn } from './service.ts';
