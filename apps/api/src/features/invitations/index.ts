export { createInvitations, type Invitations } from './service.ts';
export { createInvitationStore } from './store.ts';
