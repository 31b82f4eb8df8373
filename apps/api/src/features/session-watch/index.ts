export { registerSessionWatchRoutes } from './routes.ts';
export { createSessionWatch } from './service.ts';
