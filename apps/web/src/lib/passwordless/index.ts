import { createRequestMemory } from './request-memory.ts';
import { createStartByMail } from './start-by-mail.ts';
import { transport } from './transport.ts';

export const requestMemory = createRequestMemory();

export const startByMail = createStartByMail({ transport, memory: requestMemory });
