import { Problem, type PasswordState, type SetPasswordBody } from '@postern/api-client';
import { SessionLost } from '#lib/auth/auth-state.ts';
import type { WithSession } from '#lib/auth/with-session.ts';
import { t } from '#lib/language/index.ts';
import { faultAtHome, faultOf } from '#lib/passwords/new-password.ts';
import { explainPassword } from '#lib/passwords/password-problems.ts';
import type { Notices } from '#lib/ui/notices.svelte.ts';

export interface PasswordApi {
	getPassword(): Promise<PasswordState>;
	setPassword(body: SetPasswordBody): Promise<PasswordState>;
	removePassword(): Promise<void>;
}

export interface PasswordFormDeps {
	readonly api: PasswordApi;
	readonly withSession: WithSession;
	readonly notices: Pick<Notices, 'add'>;
	/** The session goes on with a new cookie, which the other tabs share. */
	readonly onrenewed: () => void;
}

/** The fields in their order on the page. */
export type Field = 'current' | 'next';

const NONE: PasswordState = { isSet: false, changedAt: null };

/**
 * The password on the screen: set, changed or removed. There is no idempotency key, since the API gives the
 * session a new token with it: what was done cannot be sent twice. Whatever fails, what was typed stays.
 */
export class PasswordForm {
	status = $state<'loading' | 'ready' | 'failed'>('loading');
	/** Why it could not be loaded. */
	loadFailure = $state.raw<unknown>(null);
	state = $state.raw(NONE);
	current = $state.raw('');
	next = $state.raw('');
	/** Whether the current password is left out, for a fresh sign-in in its place. */
	isUnknown = $state(false);
	isSaving = $state(false);
	isAskingToRemove = $state(false);
	isRemoving = $state(false);
	errors = $state.raw<Partial<Record<Field, string>>>({});
	/** Why nothing was saved, unless the fields say it. */
	failure = $state.raw<unknown>(null);
	removeFailure = $state.raw<unknown>(null);
	readonly #deps: PasswordFormDeps;

	constructor(deps: PasswordFormDeps) {
		this.#deps = deps;
	}

	/** Whether the current password is asked for. */
	get wantsCurrent(): boolean {
		return this.state.isSet && !this.isUnknown;
	}

	get hasUnsaved(): boolean {
		return this.isSaving || this.next !== '';
	}

	async load(): Promise<void> {
		this.status = 'loading';
		try {
			this.state = await this.#deps.withSession(() => this.#deps.api.getPassword());
			this.status = 'ready';
		} catch (error) {
			this.loadFailure = error;
			this.status = 'failed';
		}
	}

	/** Gives the first field with something wrong in it, for the focus. */
	async save(): Promise<Field | undefined> {
		if (this.isSaving) return undefined;
		this.failure = null;
		this.errors = this.#faultsAtHome();
		if (Object.keys(this.errors).length === 0) await this.#send();
		return (['current', 'next'] as const).find((field) => this.errors[field] !== undefined);
	}

	async remove(): Promise<void> {
		if (this.isRemoving) return;
		this.isRemoving = true;
		this.removeFailure = null;
		try {
			await this.#deps.withSession(() => this.#deps.api.removePassword());
			this.isAskingToRemove = false;
			this.#accept(NONE, t('Your password was removed. You sign in with a mail now.'));
		} catch (error) {
			if (!(error instanceof SessionLost)) this.removeFailure = error;
		} finally {
			this.isRemoving = false;
		}
	}

	async #send(): Promise<void> {
		const body = this.wantsCurrent
			? { newPassword: this.next, currentPassword: this.current }
			: { newPassword: this.next };
		const { isSet } = this.state;
		this.isSaving = true;
		try {
			const state = await this.#deps.withSession(() => this.#deps.api.setPassword(body));
			this.#accept(
				state,
				isSet
					? t('Your password was changed. Everybody else was signed out.')
					: t('Your password was set. Everybody else was signed out.'),
			);
		} catch (error) {
			this.#refuse(error);
		} finally {
			this.isSaving = false;
		}
	}

	#accept(state: PasswordState, text: string): void {
		this.state = state;
		this.current = '';
		this.next = '';
		this.isUnknown = false;
		this.errors = {};
		this.#deps.onrenewed();
		this.#deps.notices.add({ tone: 'plain', text });
	}

	#refuse(error: unknown): void {
		// Whoever has left, or would not confirm, needs to hear no more of it.
		if (error instanceof SessionLost) return;
		const current =
			error instanceof Problem && error.code === 'current_password_wrong'
				? explainPassword(error)
				: faultOf(error, 'currentPassword');
		const next = faultOf(error, 'newPassword');
		this.errors = {
			...(current === undefined ? {} : { current }),
			...(next === undefined ? {} : { next }),
		};
		if (current === undefined && next === undefined) this.failure = error;
	}

	#faultsAtHome(): Partial<Record<Field, string>> {
		const next = faultAtHome(this.next);
		return {
			...(this.wantsCurrent && this.current === ''
				? { current: t('Type your current password.') }
				: {}),
			...(next === undefined ? {} : { next }),
		};
	}
}
