export { registerPasswordSignInRoutes } from './routes.ts';
