export { type AlsoWithdrawn, createEmergencies, type EmergenciesDeps } from './service.ts';
export { createOriginStore } from './store.ts';
