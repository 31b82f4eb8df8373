import { auth } from '#lib/auth/index.ts';
import { requestMemory, startByMail } from './index.ts';
import { LinkSignIn } from './link-sign-in.svelte.ts';
import { MailSignIn } from './mail-sign-in.svelte.ts';
import { transport } from './transport.ts';

/** What the sign-in page itself can do without: it is loaded while the mail is being sent. */
interface SignInOptions {
	/** Told where the sign-in leads, before anybody hears that it has happened. */
	readonly arrive: (redirectTo: string | null) => void;
}

export function createMailSignIn({ arrive }: SignInOptions): MailSignIn {
	return new MailSignIn({
		...{ transport, auth, arrive },
		start: startByMail,
		memory: requestMemory,
		now: Date.now,
	});
}

export function createLinkSignIn({ arrive }: SignInOptions): LinkSignIn {
	return new LinkSignIn({ transport, auth, arrive, memory: requestMemory });
}
