export { problems as authRequestProblems } from './problems.ts';
export type { ComposeMail } from './posting.ts';
export type { Proof } from './proof.ts';
export type { OnRefused } from './refusals.ts';
export type { PasswordlessType } from './secrets.ts';
export { type AuthRequests, createAuthRequests } from './service.ts';
export type { Purpose, Starter } from './starter.ts';
export { createAuthRequestStore } from './store.ts';
