import { type AuthRequest, type PasswordlessEmailSent, Problem } from '@postern/api-client';
import { SessionLost } from '#lib/auth/auth-state.ts';
import type { WithSession } from '#lib/auth/with-session.ts';
import { sentence, t } from '#lib/language/index.ts';
import { CODE_LENGTH } from '#lib/passwordless/code-text.ts';
import { Deadlines } from '#lib/passwordless/deadlines.svelte.ts';
import { waitSeconds } from '#lib/problems.ts';
import type { Notices } from '#lib/ui/notices.svelte.ts';

/** The operations this needs of the API. */
export interface EmailChangeApi {
	getEmailChange(): Promise<{ readonly pending: AuthRequest | null }>;
	sendEmailChange(body: { email: string }): Promise<PasswordlessEmailSent>;
	resendEmailChange(body: { authRequestId: string }): Promise<PasswordlessEmailSent>;
	verifyEmailChangeCode(body: {
		authRequestId: string;
		code: string;
	}): Promise<{ readonly email: string }>;
}

export interface EmailChangeDeps {
	readonly api: EmailChangeApi;
	readonly withSession: WithSession;
	readonly notices: Pick<Notices, 'add'>;
	/** The account has another address, which is shown elsewhere, too. */
	readonly onchanged: () => void;
	/** Milliseconds, of a clock that goes on while the machine sleeps. */
	readonly now: () => number;
}

/** What went wrong, and with what. */
export interface AddressFailure {
	readonly at: 'loading' | 'sending' | 'verifying';
	readonly error: unknown;
}

/** After these the mail is worth nothing any more. */
const OVER: ReadonlySet<string> = new Set([
	'auth_request_not_found',
	'auth_request_expired',
	'auth_request_used',
	'code_tries_spent',
	'email_taken',
]);

/**
 * Giving the account another address, on the screen. What waits for its proof is asked of the API, so that a
 * reload, or another tab, goes on where it was.
 */
export class EmailChange {
	/** Until the API has said whether something waits. */
	isLoading = $state(true);
	/** The mail whose code, or link, is waited for. */
	pending = $state.raw<AuthRequest | null>(null);
	/** The new address, as it is typed. */
	email = $state('');
	/** The digits that are typed. */
	code = $state('');
	activity = $state.raw<'idle' | 'sending' | 'verifying'>('idle');
	/** An English sentence about what is typed. */
	emailError = $state.raw<string | null>(null);
	codeError = $state.raw<string | null>(null);
	failure = $state.raw<AddressFailure | null>(null);
	readonly #deps: EmailChangeDeps;
	readonly #until: Deadlines<'life' | 'send'>;

	constructor(deps: EmailChangeDeps) {
		this.#deps = deps;
		this.#until = new Deadlines({ life: 0, send: 0 }, deps.now);
	}

	/** Whole seconds until the mail expires, and until another may be sent. */
	get secondsLeft(): Readonly<Record<'life' | 'send', number>> {
		return this.#until.left;
	}

	/** Whether an address was typed that nobody was asked about. */
	get hasUnsaved(): boolean {
		return this.pending === null && this.email.trim() !== '';
	}

	/** Asks what waits for its proof. Never throws. */
	async load(): Promise<void> {
		try {
			const { pending } = await this.#deps.withSession(() => this.#deps.api.getEmailChange());
			this.failure = null;
			this.#show(pending);
		} catch (error) {
			if (this.isLoading) this.#fail('loading', error);
		} finally {
			this.isLoading = false;
		}
	}

	/** Sends the mail to the address that is typed. Gives whether one is on its way. Never throws. */
	async send(current: string): Promise<boolean> {
		const email = this.email.trim();
		this.emailError = null;
		if (!/^\S+@\S+$/.test(email)) {
			this.emailError = sentence('Enter the new e-mail address.');
			return false;
		}
		if (email.toLowerCase() === current) {
			this.emailError = 'This is the address of this account already.';
			return false;
		}
		return this.#act('sending', async () => {
			const sent = await this.#deps.withSession(() => this.#deps.api.sendEmailChange({ email }));
			this.code = '';
			this.email = '';
			// As the API keeps it; it says how many tries there are once one is lost.
			this.#show({ ...sent, email: email.toLowerCase(), status: 'pending', triesLeft: 0 });
		});
	}

	/** Sends another mail to the same address. Never throws. */
	async sendAgain(): Promise<void> {
		const { pending } = this;
		if (!pending || this.secondsLeft.send > 0) return;
		const { authRequestId } = pending;
		await this.#act('sending', async () => {
			const sent = await this.#deps.withSession(() =>
				this.#deps.api.resendEmailChange({ authRequestId }),
			);
			this.code = '';
			this.#show({ ...pending, ...sent });
			this.#say(t('A new mail is on its way. Only the newest one works.'));
		});
	}

	/** Tries the code that is typed. Gives whether the address was changed. Never throws. */
	async verify(): Promise<boolean> {
		const { pending, code } = this;
		if (!pending || this.activity !== 'idle') return false;
		this.codeError = null;
		if (code.length < CODE_LENGTH) {
			this.codeError = t('The code has six digits.');
			return false;
		}
		const { authRequestId } = pending;
		return this.#act('verifying', async () => {
			const { email } = await this.#deps.withSession(() =>
				this.#deps.api.verifyEmailChangeCode({ authRequestId, code }),
			);
			this.#show(null);
			this.code = '';
			this.#say(t('Your address is {email} now. Sign in with it from now on.', { email }));
			this.#deps.onchanged();
		});
	}

	/** Back to the field, for another address; what waits is worthless once another mail is sent. */
	startOver(): void {
		this.email = this.pending?.email ?? '';
		this.#show(null);
		this.failure = null;
		this.code = '';
	}

	/** Brings the countdowns up to now. */
	tick(): void {
		const ended = this.#until.tick();
		if (ended.includes('send') && this.failure?.at === 'sending') this.failure = null;
		if (ended.includes('life') && this.activity === 'idle' && this.pending) {
			this.#expire(new Problem({ status: 410, code: 'auth_request_expired', title: '' }));
		}
	}

	async #act(activity: 'sending' | 'verifying', run: () => Promise<void>): Promise<boolean> {
		if (this.activity !== 'idle') return false;
		this.activity = activity;
		this.failure = null;
		try {
			await run();
			return true;
		} catch (error) {
			this.#fail(activity, error);
			return false;
		} finally {
			this.activity = 'idle';
		}
	}

	#fail(at: AddressFailure['at'], error: unknown): void {
		// Whoever would not prove who they are knows that nothing was done.
		if (error instanceof SessionLost) return;
		if (error instanceof Problem && error.code === 'code_wrong') {
			this.#countTry(error);
			return;
		}
		const found =
			error instanceof Problem ? error.errors.find(({ path }) => path === 'email') : null;
		if (found) {
			this.emailError = `This ${found.message}.`;
			return;
		}
		if (at !== 'loading' && error instanceof Problem && OVER.has(error.code)) this.#expire(error);
		else {
			this.failure = { at, error };
			if (at === 'sending') this.#until.start('send', waitSeconds(error));
		}
	}

	#countTry(error: Problem): void {
		const { pending } = this;
		this.code = '';
		const triesLeft = error.triesLeft ?? 0;
		if (!pending || triesLeft === 0) {
			this.#expire(new Problem({ status: 410, code: 'code_tries_spent', title: '' }));
			return;
		}
		this.pending = { ...pending, triesLeft };
		this.codeError =
			triesLeft === 1
				? t('That is not the code. One try left.')
				: t('That is not the code. {count} tries left.', { count: triesLeft });
	}

	/** The mail proves nothing any more: the address stands in the field, ready to be sent to again. */
	#expire(error: Problem): void {
		this.startOver();
		this.failure = { at: 'verifying', error };
	}

	#show(pending: AuthRequest | null): void {
		this.pending = pending;
		this.codeError = null;
		this.emailError = null;
		this.#until.start('life', pending?.expiresIn ?? 0);
		this.#until.start('send', pending?.resendAfter ?? 0);
	}

	#say(text: string): void {
		this.#deps.notices.add({ tone: 'plain', text });
	}
}
