export { checkName } from './changes.ts';
export { registerProfileRoutes } from './routes.ts';
export { createProfiles } from './service.ts';
export { createProfileStore } from './store.ts';
