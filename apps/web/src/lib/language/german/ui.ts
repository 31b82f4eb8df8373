import type { Catalogue } from '../catalogue.ts';

/** The shared components. */
export const ui: Catalogue = {
	'Working…': 'Einen Moment …',
	Notices: 'Mitteilungen',
	Notice: 'Mitteilung',
	Dismiss: 'Schließen',
	'One character too many': 'Ein Zeichen zu viel',
	'{count} characters too many': '{count} Zeichen zu viel',
	'Fewer than {count} characters left': 'Weniger als {count} Zeichen übrig',
	'{count} of {max}': '{count} von {max}',
	'Theme: {name}': 'Farbschema: {name}',
	System: 'System',
	Light: 'Hell',
	Dark: 'Dunkel',
};
