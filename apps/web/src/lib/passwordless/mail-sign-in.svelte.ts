import { Problem, type AuthRequest } from '@postern/api-client';
import type { Auth } from '#lib/auth/auth.svelte.ts';
import { waitSeconds } from '#lib/problems.ts';
import { Deadlines } from './deadlines.svelte.ts';
import type { Failure, Phase } from './mail-phase.ts';
import type { RequestMemory } from './request-memory.ts';
import type { StartByMail } from './start-by-mail.ts';
import type { PasswordlessTransport } from './transport.ts';

export interface MailSignInDeps {
	readonly transport: Pick<PasswordlessTransport, 'resend' | 'find' | 'verifyCode'>;
	readonly start: StartByMail;
	readonly memory: RequestMemory;
	readonly auth: Pick<Auth, 'enter' | 'confirm'>;
	/** Told where the sign-in leads, before anybody hears that it has happened. */
	readonly arrive: (redirectTo: string | null) => void;
	/** Milliseconds, of a clock that goes on while the machine sleeps. */
	readonly now: () => number;
}

/**
 * Signing in with a mail, from its sending to the session. What it shows comes from the API each time; the
 * browser remembers only which request to ask about.
 */
export class MailSignIn {
	/** The digits that are typed. */
	code = $state.raw('');
	phase = $state.raw<Phase>({ kind: 'unknown' });
	activity = $state.raw<'idle' | 'sending' | 'verifying'>('idle');
	/** Whether the API is being asked how the request stands. */
	isAsking = $state.raw(false);
	failure = $state.raw<Failure | null>(null);
	/** How many more mails have been sent from here. */
	resent = $state.raw(0);
	readonly #deps: MailSignInDeps;
	readonly #until: Deadlines<'life' | 'send' | 'code'>;
	/** Counts what people do here, so that an answer from before the last of it is known as late. */
	#turn = 0;

	constructor(deps: MailSignInDeps) {
		this.#deps = deps;
		this.#until = new Deadlines({ life: 0, send: 0, code: 0 }, deps.now);
	}

	/** Whole seconds until the mail expires, another may be sent, and another code tried. */
	get secondsLeft(): Readonly<Record<'life' | 'send' | 'code', number>> {
		return this.#until.left;
	}

	/** Takes up the request that this browser has under way, if it has one. Never throws. */
	async resume(): Promise<void> {
		const id = this.#deps.memory.get();
		if (id === null) this.phase = { kind: 'none' };
		else await this.#look(id);
	}

	/** Asks the API again: the person is back at the page, or the network is. Never throws. */
	async refresh(): Promise<void> {
		const { phase } = this;
		if (phase.kind === 'unknown') await this.resume();
		else if ('request' in phase && this.activity === 'idle') {
			await this.#look(phase.request.authRequestId);
		}
	}

	/** Tries the code that is typed. Never throws; see `failure`. */
	async verify(): Promise<void> {
		const { phase, code } = this;
		if (phase.kind !== 'waiting' || this.secondsLeft.code > 0) return;
		const { authRequestId } = phase.request;
		await this.#act('verifying', () => this.#enter(authRequestId, code));
	}

	/**
	 * Sends a new mail to the same address; what the old one holds dies. Where that one is over, it starts
	 * another request. Never throws; see `failure`.
	 * @param redirectTo where a new request leads
	 */
	async sendAgain(redirectTo: string | null): Promise<void> {
		const { phase } = this;
		if (this.secondsLeft.send > 0) return;
		if (phase.kind === 'waiting') await this.#act('sending', () => this.#renew(phase.request));
		else if (phase.kind === 'over') {
			await this.#act('sending', () => this.#startAnew(phase.request.email, redirectTo));
		}
	}

	/** Brings the countdowns up to now. */
	tick(): void {
		const ended = this.#until.tick();
		// "Try again in 9 seconds" has nothing more to say when they are over.
		if (this.failure && ended.includes(this.failure.at === 'sending' ? 'send' : 'code')) {
			this.failure = null;
		}
		const { phase } = this;
		const isAlive = phase.kind === 'waiting' || (phase.kind === 'over' && phase.how === 'spent');
		if (isAlive && this.secondsLeft.life === 0 && this.activity === 'idle') {
			this.#end(phase.request, 'expired');
		}
	}

	/** Does one thing at a time, and keeps what went wrong with it. */
	async #act(activity: 'sending' | 'verifying', run: () => Promise<void>): Promise<void> {
		if (this.activity !== 'idle') return;
		this.#turn += 1;
		this.isAsking = false;
		this.activity = activity;
		this.failure = null;
		try {
			await run();
		} catch (error) {
			await this.#note(activity, error);
		} finally {
			this.activity = 'idle';
		}
	}

	async #enter(authRequestId: string, code: string): Promise<void> {
		await this.#deps.auth.enter(async () => {
			const proof = await this.#deps.transport.verifyCode(authRequestId, code);
			this.#deps.memory.forget();
			this.#deps.arrive(proof.redirectTo);
			return proof;
		});
		this.phase = { kind: 'done' };
	}

	async #renew(request: AuthRequest): Promise<void> {
		const sent = await this.#deps.transport.resend(request.authRequestId);
		this.#noteMail();
		await this.#show({ ...request, ...sent });
	}

	async #startAnew(email: string, redirectTo: string | null): Promise<void> {
		const { authRequestId } = await this.#deps.start(email, redirectTo);
		this.#noteMail();
		// From here on there is a new request, whatever becomes of the question about it.
		this.phase = { kind: 'unknown' };
		await this.#look(authRequestId);
	}

	#noteMail(): void {
		this.code = '';
		this.resent += 1;
	}

	async #look(id: string): Promise<void> {
		this.#turn += 1;
		const turn = this.#turn;
		this.isAsking = true;
		try {
			const request = await this.#deps.transport.find(id);
			if (turn !== this.#turn) return;
			if (this.failure?.at === 'asking') this.failure = null;
			await this.#show(request);
		} catch (error) {
			if (turn === this.#turn) await this.#note('asking', error);
		} finally {
			if (turn === this.#turn) this.isAsking = false;
		}
	}

	async #show(request: AuthRequest): Promise<void> {
		this.#until.start('life', request.expiresIn);
		this.#until.start('send', request.resendAfter);
		if (request.status === 'pending') this.phase = { kind: 'waiting', request };
		else if (request.status === 'used') await this.#used(request);
		else this.#end(request, request.status);
	}

	#end(request: AuthRequest, how: 'expired' | 'used' | 'spent'): void {
		this.failure = null;
		this.phase = { kind: 'over', how, request };
	}

	/** Perhaps it was used here: in another tab, or by a try whose answer got lost. */
	async #used(request: AuthRequest): Promise<void> {
		const outcome = await this.#deps.auth.confirm();
		if (outcome.kind !== 'signed-in') {
			this.#end(request, 'used');
			return;
		}
		this.#deps.memory.forget();
		this.phase = { kind: 'done' };
	}

	async #note(at: Failure['at'], error: unknown): Promise<void> {
		const { phase } = this;
		if (error instanceof Problem && error.code === 'auth_request_not_found') {
			this.#deps.memory.forget();
			this.phase = { kind: 'gone' };
			return;
		}
		const request = 'request' in phase ? phase.request : null;
		if (request && error instanceof Problem && (await this.#settle(request, error))) return;
		// When only a look at it failed, what is on the screen stays: it is as true as it was.
		if (!request || at !== 'asking') this.#fail(at, error);
	}

	/** Draws what follows for the request itself; false when the problem says nothing about it. */
	async #settle(request: AuthRequest, problem: Problem): Promise<boolean> {
		switch (problem.code) {
			case 'auth_request_expired':
				this.#end(request, 'expired');
				return true;
			case 'auth_request_used':
				await this.#used(request);
				return true;
			case 'code_tries_spent':
				this.#end(request, 'spent');
				return true;
			case 'code_wrong':
				this.#countTry(request, problem);
				return true;
			case 'code_not_offered':
				this.phase = { kind: 'waiting', request: { ...request, passwordlessType: 'LINK' } };
				return true;
			default:
				return false;
		}
	}

	#countTry(request: AuthRequest, error: Problem): void {
		this.code = '';
		const triesLeft = error.triesLeft ?? Math.max(0, request.triesLeft - 1);
		if (triesLeft === 0) {
			this.#end({ ...request, triesLeft }, 'spent');
			return;
		}
		this.phase = { kind: 'waiting', request: { ...request, triesLeft } };
		this.failure = { at: 'verifying', error };
	}

	#fail(at: Failure['at'], error: unknown): void {
		this.failure = { at, error };
		if (at !== 'asking') this.#until.start(at === 'sending' ? 'send' : 'code', waitSeconds(error));
	}
}
