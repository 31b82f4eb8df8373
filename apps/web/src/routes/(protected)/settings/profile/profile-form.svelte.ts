import {
	Problem,
	type Profile,
	type ProfileChanges,
	type RequestOptions,
} from '@postern/api-client';
import { SessionLost } from '#lib/auth/auth-state.ts';
import type { WithSession } from '#lib/auth/with-session.ts';
import { t } from '#lib/language/index.ts';
import type { Notices } from '#lib/ui/notices.svelte.ts';

export interface ProfileApi {
	getProfile(): Promise<Profile>;
	updateProfile(changes: ProfileChanges, options: RequestOptions): Promise<Profile>;
}

export interface ProfileFormDeps {
	readonly api: ProfileApi;
	readonly withSession: WithSession;
	readonly notices: Pick<Notices, 'add'>;
	readonly newKey: () => string;
	/** The name was changed, which is shown elsewhere, too. */
	readonly onrenamed: () => void;
	/** Another language was saved; empty for what the browser asks for. */
	readonly onlanguage: (code: string) => Promise<void>;
}

/** The fields in their order on the page. */
export const FIELDS = ['name', 'bio', 'website', 'timeZone', 'language'] as const;
export type Field = (typeof FIELDS)[number];

/** What stands in the fields; empty where the profile says nothing. */
export type Draft = Record<Field, string>;

/** A save whose answer never came may have been done: it is repeated under its key as long as it is the same. */
interface Attempt {
	readonly body: string;
	readonly key: string;
}

const EMPTY: Draft = { name: '', bio: '', website: '', timeZone: '', language: '' };

/**
 * The profile on the screen. Saving sends the fields that differ from what the API knows, and no other:
 * what another tab has changed meanwhile stays. Whatever happens, what was typed stays in its field.
 */
export class ProfileForm {
	status = $state<'loading' | 'ready' | 'failed'>('loading');
	/** Why it could not be loaded. */
	loadFailure = $state.raw<unknown>(null);
	draft = $state<Draft>({ ...EMPTY });
	/** What the API knows, as it would stand in the fields. */
	saved = $state.raw<Draft>(EMPTY);
	isSaving = $state(false);
	/** What is wrong with a field, from the API. */
	errors = $state.raw<Partial<Record<Field, string>>>({});
	/** Why the last save failed, unless the fields say it. */
	failure = $state.raw<unknown>(null);
	readonly #deps: ProfileFormDeps;
	#attempt: Attempt | null = null;

	constructor(deps: ProfileFormDeps) {
		this.#deps = deps;
	}

	get changed(): readonly Field[] {
		return FIELDS.filter((field) => contentOf(this.draft, field) !== this.saved[field]);
	}

	get hasUnsaved(): boolean {
		return this.isSaving || this.changed.length > 0;
	}

	async load(): Promise<void> {
		this.status = 'loading';
		try {
			this.saved = draftOf(await this.#deps.withSession(() => this.#deps.api.getProfile()));
			this.draft = { ...this.saved };
			this.status = 'ready';
		} catch (error) {
			this.loadFailure = error;
			this.status = 'failed';
		}
	}

	/** Puts what the API knows back into the fields. */
	reset(): void {
		this.draft = { ...this.saved };
		this.errors = {};
		this.failure = null;
	}

	/** Gives the first field that the API refused, for the focus. */
	async save(): Promise<Field | undefined> {
		const { changed } = this;
		if (this.isSaving) return undefined;
		this.failure = null;
		this.errors = {};
		// Outer spaces alone are no change, and need not stay.
		if (changed.length === 0) this.reset();
		else await this.#send(changed);
		return FIELDS.find((field) => this.errors[field] !== undefined);
	}

	async #send(changed: readonly Field[]): Promise<void> {
		const sent = { ...this.draft };
		const changes = changesOf(sent, changed);
		const { key } = this.#attemptFor(JSON.stringify(changes));
		this.isSaving = true;
		try {
			const profile = await this.#deps.withSession(() =>
				this.#deps.api.updateProfile(changes, { idempotencyKey: key }),
			);
			this.#attempt = null;
			this.#accept(draftOf(profile), sent);
			if (changed.includes('language')) await this.#deps.onlanguage(this.saved.language);
			this.#deps.notices.add({ tone: 'plain', text: t('Your profile was saved.') });
			if (changed.includes('name')) this.#deps.onrenamed();
		} catch (error) {
			this.#refuse(error);
		} finally {
			this.isSaving = false;
		}
	}

	/** Shows the stored form of what was sent, but for what has been typed since. */
	#accept(saved: Draft, sent: Draft): void {
		this.saved = saved;
		for (const field of FIELDS) {
			if (this.draft[field] === sent[field]) this.draft[field] = saved[field];
		}
	}

	#refuse(error: unknown): void {
		// Whoever has left the page needs to hear no more of it.
		if (error instanceof SessionLost) return;
		if (error instanceof Problem && error.status < 500) this.#attempt = null;
		const errors = fieldErrors(error);
		this.errors = errors;
		this.failure = Object.keys(errors).length > 0 ? null : error;
	}

	#attemptFor(body: string): Attempt {
		if (this.#attempt?.body !== body) this.#attempt = { body, key: this.#deps.newKey() };
		return this.#attempt;
	}
}

/** As it stands in the fields. */
function draftOf({ name, bio, website, timeZone, language }: Profile): Draft {
	return {
		name: name ?? '',
		bio: bio ?? '',
		website: website ?? '',
		timeZone: timeZone ?? '',
		language: language ?? '',
	};
}

/** What a field says, in the form in which it is compared and sent. */
function contentOf(draft: Draft, field: Field): string {
	const text = draft[field].trim();
	// People write where a website is as they say it.
	return field === 'website' && /^[^/:?#\s]+\.[^:\s]+$/.test(text) ? `https://${text}` : text;
}

function changesOf(draft: Draft, changed: readonly Field[]): ProfileChanges {
	const entries = changed.map((field) => [field, contentOf(draft, field) || null]);
	return Object.fromEntries(entries) as ProfileChanges;
}

function fieldErrors(error: unknown): Partial<Record<Field, string>> {
	if (!(error instanceof Problem) || error.code !== 'invalid_request') return {};
	const errors: Partial<Record<Field, string>> = {};
	for (const { path, message } of error.errors) {
		const field = FIELDS.find((each) => each === path);
		if (field) errors[field] ??= `This ${message}.`;
	}
	return errors;
}
