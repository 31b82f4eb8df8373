import type { Where } from '../../ports/where.ts';
import type { Starter } from '../auth-requests/index.ts';
import type { Locale } from '../mails/index.ts';
import type { StartedSession } from '../sessions/index.ts';

/** Who asks, and in which language they read as far as their browser says. */
export interface Asker {
	readonly starter: Starter;
	readonly where: Where;
	readonly locale: Locale;
}

/** Who shows a secret, and which session the new one takes the place of. */
export interface Shower extends Asker {
	readonly replacesTokenHash: string | null;
	/** The session they ask from, where the operation needs one. */
	readonly session: { readonly id: string; readonly userId: string } | null;
}

/** Somebody is signed in. */
export interface SignedInByMail {
	readonly session: StartedSession;
	readonly userId: string;
	readonly email: string;
	readonly redirectTo: string | null;
}
