// A single-page app; the public pages opt into being drawn at build time.
import { browser } from '$app/env';
import { language } from '#lib/language/index.ts';

export const ssr = false;

/** The words are there before anything is drawn with them. At build time they are English. */
export async function load(): Promise<void> {
	if (browser) await language.load();
}
