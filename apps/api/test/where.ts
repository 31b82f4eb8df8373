import type { Visitor } from '../src/ports/visitor.ts';
import type { Where } from '../src/ports/where.ts';

/** Where a request of a test came from, when it does not matter. */
export const SOMEWHERE: Where = {
	client: '127.0.0.1',
	userAgent: 'a test',
	requestId: 'test-1',
};

/** Who is before the door in a test, when it does not matter: a program. */
export const SOMEBODY: Visitor = { browser: null, language: 'en' };
