import { createNote } from '#lib/auth/browser-memory.ts';
import type { Catalogue } from './catalogue.ts';

/** The languages the app speaks, each by its own name. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;

/** One of them. */
export type LanguageCode = keyof typeof LANGUAGES;

const KEY = 'postern:language';
const CATALOGUES: Readonly<Record<LanguageCode, () => Promise<Catalogue>>> = {
	en: () => Promise.resolve({}),
	de: async () => (await import('./german/index.ts')).german,
};

/** The language somebody chose here, or else the one their browser asks for. first-paint.js knows it first. */
class Language {
	current = $state.raw<LanguageCode>('en');
	/** Whatever is drawn with it is drawn again when the language changes: nothing typed is lost. */
	catalogue = $state.raw<Catalogue>({});

	/** For dates and numbers: the browser's own kind of the language, en-GB say, where it has one. */
	get locale(): string {
		return navigator.languages.find((tag) => tag.startsWith(this.current)) ?? this.current;
	}

	/** Fetches the sentences of the language that first-paint.js found. English needs no fetching. */
	async load(): Promise<void> {
		const { lang } = document.documentElement;
		if (isLanguage(lang)) await this.#speak(lang);
	}

	/** Changes the language now and for the next visits. Where its sentences cannot be fetched, nothing changes. */
	async choose(code: LanguageCode): Promise<void> {
		await this.#speak(code);
		if (this.current === code) createNote(KEY).set(code);
	}

	/** Leaves it to the browser again, now and for the next visits. */
	async follow(): Promise<void> {
		const asked = navigator.language.slice(0, 2);
		await this.#speak(isLanguage(asked) ? asked : 'en');
		createNote(KEY).set(null);
	}

	async #speak(code: LanguageCode): Promise<void> {
		try {
			if (code !== this.current) this.catalogue = await CATALOGUES[code]();
			this.current = code;
		} catch {
			// It goes on in the language it has.
		}
		document.documentElement.lang = this.current;
	}
}

export const language = new Language();

/** Whether the app speaks it. */
export function isLanguage(code: string): code is LanguageCode {
	return code in LANGUAGES;
}
