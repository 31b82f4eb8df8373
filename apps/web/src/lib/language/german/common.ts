import type { Catalogue } from '../catalogue.ts';

/** What stands around every page. */
export const common: Catalogue = {
	'Skip to content': 'Zum Inhalt springen',
};
