export { registerSecurityEventRoutes } from './routes.ts';
export { createSecurityEvents } from './service.ts';
export { createSecurityEventStore } from './store.ts';
