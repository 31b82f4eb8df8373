import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { ProblemKind } from '@postern/problem';
import type {
	FastifyBaseLogger,
	FastifyInstance,
	RawReplyDefaultExpression,
	RawRequestDefaultExpression,
	RawServerDefault,
} from 'fastify';

/** The Fastify instance with TypeBox schemas as the types of requests and replies. */
export type App = FastifyInstance<
	RawServerDefault,
	RawRequestDefaultExpression,
	RawReplyDefaultExpression,
	FastifyBaseLogger,
	TypeBoxTypeProvider
>;

/**
 * Who may call an operation. Every route says one; `x-access` in openapi.yaml repeats it. `session`: who is
 * signed in, and has proven their address where UNVERIFIED_MAY asks for that. `unverified`: who is signed in.
 */
export type AccessRule = 'public' | 'session' | 'unverified';

declare module 'fastify' {
	interface FastifyReply {
		/** The code of the problem that this answer is, where it is one. */
		problemCode?: string;
	}
	interface FastifyContextConfig {
		/** `recent`: the session must have begun a moment ago; who signed in earlier signs in again. */
		proof?: 'recent';
		/** `false`: a call counts as no use of the session, and prolongs no idle life. */
		isUse?: false;
		/** Required; a route without one stops the boot. */
		access?: AccessRule;
		/** How the operation itself can fail; what every operation shares is added. */
		failures?: readonly ProblemKind[];
		/** Routes that take a password, a code or a link share a smaller budget; those for who looks after the process have none. */
		limit?: 'credentials' | 'none';
	}
}
