export { registerSessionAccess, sessionOf } from './access.ts';
export { createSessionChecker } from './checker.ts';
export { createCredentialReader, type CredentialReader } from './credential.ts';
export { createLastSeen } from './last-seen.ts';
export { createOwnSessions, type OwnSession } from './own-sessions.ts';
export { problems as sessionProblems } from './problems.ts';
export { registerSessionRoutes } from './routes.ts';
export { createSessions, type Sessions, type StartedSession } from './service.ts';
export { createSessionStore } from './store.ts';
