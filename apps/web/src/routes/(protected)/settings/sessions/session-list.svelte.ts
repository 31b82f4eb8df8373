import { Problem, type Session } from '@postern/api-client';
import { SessionLost } from '#lib/auth/auth-state.ts';
import type { WithSession } from '#lib/auth/with-session.ts';
import { explainAtWork } from '#lib/auth/session-problems.ts';
import { t } from '#lib/language/index.ts';
import type { Notices } from '#lib/ui/notices.svelte.ts';
import { nameOf } from './session-words.ts';

export interface SessionApi {
	listSessions(): Promise<{ readonly sessions: readonly Session[] }>;
	endSession(id: string): Promise<void>;
	endOtherSessions(): Promise<{ readonly ended: number }>;
	endAllSessions(): Promise<unknown>;
}

export interface SessionListDeps {
	readonly api: SessionApi;
	readonly withSession: WithSession;
	readonly notices: Pick<Notices, 'add'>;
	/** Signs out here and leaves the page. */
	readonly leave: () => void;
	/** Milliseconds since 1970, by the clock of this device. */
	readonly now: () => number;
}

/** What the person is asked to confirm. */
export type Question = 'here' | 'others' | 'everywhere';

/**
 * The sessions on the screen. An ending shows when the API has confirmed it and not before: whoever ends
 * the session of a lost phone must not be told too early that it is done.
 */
export class SessionList {
	status = $state<'loading' | 'ready' | 'failed'>('loading');
	failure = $state.raw<unknown>(null);
	sessions = $state.raw<readonly Session[]>([]);
	/** The ids of those whose ending is on its way. */
	ending = $state.raw<readonly string[]>([]);
	question = $state.raw<Question | null>(null);
	/** Whether the answer to the question is being carried out. */
	isCarryingOut = $state(false);
	/** Why that failed; the question stays open then. */
	questionFailure = $state.raw<unknown>(null);
	/** How far the API's clock is ahead of this device's. */
	aheadMs = $state.raw(0);
	readonly #deps: SessionListDeps;
	#asking: Promise<void> | null = null;
	/** Counts endings, so that a list from before the last one is known as old. */
	#endings = 0;

	constructor(deps: SessionListDeps) {
		this.#deps = deps;
	}

	get own(): Session | undefined {
		return this.sessions.find((session) => session.isThisSession);
	}

	get others(): readonly Session[] {
		return this.sessions.filter((session) => !session.isThisSession);
	}

	/** Asks for the list; callers at the same time share one request. What is shown stays meanwhile. */
	refresh(): Promise<void> {
		this.#asking ??= this.#ask().finally(() => {
			this.#asking = null;
		});
		return this.#asking;
	}

	/** Ends another session. True when it is gone. */
	async end(session: Session): Promise<boolean> {
		const { id } = session;
		if (this.ending.includes(id)) return false;
		this.ending = [...this.ending, id];
		try {
			await this.#deps.withSession(() => this.#deps.api.endSession(id));
			this.#drop(session, t('{device} was signed out.', { device: nameOf(session) }));
			return true;
		} catch (error) {
			if (isGone(error)) {
				this.#drop(session, t('{device} had ended already.', { device: nameOf(session) }));
			} else this.#report(session, error);
			return isGone(error);
		} finally {
			this.ending = this.ending.filter((other) => other !== id);
		}
	}

	/** Asks the person to confirm. */
	ask(question: Question): void {
		this.questionFailure = null;
		this.question = question;
	}

	/** Takes the question back, unless its answer is being carried out. */
	dismiss(): void {
		if (!this.isCarryingOut) this.question = null;
	}

	/** The person said yes. When it fails the question stays, with the reason, to be answered again. */
	async confirm(): Promise<void> {
		const { question } = this;
		if (question === null || this.isCarryingOut) return;
		this.questionFailure = null;
		this.isCarryingOut = true;
		try {
			if (question === 'others') await this.#endOthers();
			else await this.#signOut(question);
			this.question = null;
		} catch (error) {
			if (error instanceof SessionLost) this.question = null;
			else this.questionFailure = error;
		} finally {
			this.isCarryingOut = false;
		}
	}

	async #ask(): Promise<void> {
		if (this.status === 'failed') this.status = 'loading';
		try {
			this.#show(await this.#askUntilFresh());
		} catch (error) {
			// A list that is a little old is better than none.
			if (this.status === 'ready') return;
			this.failure = error;
			this.status = 'failed';
		}
	}

	async #askUntilFresh(): Promise<readonly Session[]> {
		const endings = this.#endings;
		const { sessions } = await this.#deps.withSession(() => this.#deps.api.listSessions());
		return endings === this.#endings ? sessions : this.#askUntilFresh();
	}

	#show(sessions: readonly Session[]): void {
		this.sessions = sessions;
		// This session was last used by the very request, so that is what the API's clock says.
		if (this.own) this.aheadMs = Date.parse(this.own.lastSeenAt) - this.#deps.now();
		this.status = 'ready';
	}

	async #endOthers(): Promise<void> {
		const { ended } = await this.#deps.withSession(() => this.#deps.api.endOtherSessions());
		this.#endings += 1;
		this.sessions = this.sessions.filter((session) => session.isThisSession);
		this.#say(othersEnded(ended));
		void this.refresh();
	}

	async #signOut(question: Question): Promise<void> {
		if (question === 'everywhere') {
			await this.#deps.withSession(() => this.#deps.api.endAllSessions());
		}
		this.#deps.leave();
	}

	#drop(session: Session, text: string): void {
		this.#endings += 1;
		this.sessions = this.sessions.filter(({ id }) => id !== session.id);
		this.#say(text);
	}

	#say(text: string): void {
		this.#deps.notices.add({ tone: 'plain', text });
	}

	#report(session: Session, error: unknown): void {
		// Whoever has left the page needs no notice about it.
		if (error instanceof SessionLost) return;
		this.#deps.notices.add({
			tone: 'problem',
			text: `${t('{device} is still signed in.', { device: nameOf(session) })} ${explainAtWork(error)}`,
			action: { label: t('Retry'), run: () => void this.end(session) },
		});
	}
}

function othersEnded(count: number): string {
	if (count === 0) return t('You were signed in nowhere else.');
	if (count === 1) return t('The other session was ended.');
	return t('{count} other sessions were ended.', { count });
}

function isGone(error: unknown): boolean {
	return error instanceof Problem && error.code === 'session_not_found';
}
