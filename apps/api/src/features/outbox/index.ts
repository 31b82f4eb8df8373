export { createOutbox, type Outbox } from './service.ts';
export { createOutboxStore } from './store.ts';
export { createOutboxWorker, type OutboxWorker } from './worker.ts';
