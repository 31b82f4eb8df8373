import type { Db } from '../../ports/storage.ts';
import type { Trail } from '../../ports/trail.ts';
import type {
	AuthRequests,
	ComposeMail,
	PasswordlessType,
	Proof,
	Purpose,
	Starter,
} from '../auth-requests/index.ts';
import type { Locale } from '../mails/index.ts';
import type { Asker, Shower } from './people.ts';
import { type MailEvent, recordMail, recordRefusals } from './records.ts';

/** What proving an address for one purpose needs. */
export interface MailProofDeps<Result> {
	readonly authRequests: Pick<
		AuthRequests,
		'begin' | 'renew' | 'find' | 'proveByCode' | 'proveByLink'
	>;
	readonly trail: Trail;
	readonly purpose: Purpose;
	readonly type: PasswordlessType;
	/** The page of the SPA that takes the link. */
	readonly linkTarget: string;
	/** What the trail calls the first mail, and those after it. */
	readonly events: readonly [asked: MailEvent, askedAgain: MailEvent];
	/** Chooses the mail for an address. It costs the same whatever it chooses. */
	readonly composeFor: (email: string, locale: Locale) => Promise<ComposeMail>;
	/** What follows from the proof, in its transaction. */
	readonly follow: (
		trx: Db,
		proof: Proof,
		shown: { readonly method: 'link' | 'code'; readonly shower: Shower },
	) => Promise<Result>;
}

/** What a request carries along. */
export interface Luggage {
	readonly redirectTo?: string | null;
	readonly state?: string | null;
}

/** Mailing a link and a code for one purpose, and taking them back. */
export function createMailProof<Result>(deps: MailProofDeps<Result>) {
	const { authRequests, trail, purpose, type, linkTarget, composeFor, follow } = deps;
	const [asked, askedAgain] = deps.events;

	return {
		/**
		 * Mails a link and a code to an address.
		 * @throws {Problem} mails_limited
		 */
		send: async (email: string, luggage: Luggage, { starter, where, locale }: Asker) =>
			authRequests.begin({
				...{ purpose, email, type, starter, linkTarget, client: where.client },
				...luggage,
				compose: await composeFor(email, locale),
				...recordMail(trail, asked, where),
			}),

		/** @throws {Problem} auth_request_not_found, auth_request_used, code_tries_spent, mails_limited */
		resend: (id: string, { starter, where, locale }: Asker) =>
			authRequests.renew({
				...{ purpose, id, starter, client: where.client },
				composeFor: (email) => composeFor(email, locale),
				...recordMail(trail, askedAgain, where),
			}),

		/** The request as the one who started it sees it; null for everybody else. */
		find: (id: string, starter: Starter) => authRequests.find({ purpose, id, starter }),

		/** @throws {Problem} what `proveByCode` and `follow` throw */
		verifyCode: (id: string, code: string, shower: Shower): Promise<Result> => {
			const { starter, where } = shower;
			const onRefused = recordRefusals(trail, where, 'code');
			const shown = { purpose, id, starter, client: where.client, code, onRefused } as const;
			return authRequests.proveByCode(shown, (proof, trx) =>
				follow(trx, proof, { method: 'code', shower }),
			);
		},

		/** @throws {Problem} what `proveByLink` and `follow` throw */
		verifyLink: (token: string, isConfirmed: boolean, shower: Shower): Promise<Result> => {
			const { starter, where } = shower;
			const onRefused = recordRefusals(trail, where, 'link');
			const shown = { purpose, token, starter, isConfirmed, onRefused } as const;
			return authRequests.proveByLink(shown, (proof, trx) =>
				follow(trx, proof, { method: 'link', shower }),
			);
		},
	};
}

export type MailProof<Result> = ReturnType<typeof createMailProof<Result>>;
