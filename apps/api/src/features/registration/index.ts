export { registerRegistrationRoutes } from './routes.ts';
export { createRegistration } from './service.ts';
