export { registerPersonalDataRoutes } from './routes.ts';
export { INNER, type RulesOf, SECRET } from './rules.ts';
export { createPersonalData, type PersonalData } from './service.ts';
export { createPersonalDataStore } from './store.ts';
