export { createDevMailbox, type MailboxMessage } from './mailbox.ts';
export { registerDevMailbox } from './routes.ts';
