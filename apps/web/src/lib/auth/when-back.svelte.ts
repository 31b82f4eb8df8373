import { auth } from './index.ts';

/**
 * Runs a function each time the API answers again after it was silent, for what could not be loaded
 * meanwhile. Not after a refusal: asking at once what was just refused would never end. Call it while a
 * component is being set up.
 */
export function whenBack(run: () => void): void {
	let wasSilent = false;
	$effect(() => {
		const { kind } = auth.state;
		if (kind === 'unconfirmed') wasSilent = true;
		if (kind !== 'signed-in' || !wasSilent) return;
		wasSilent = false;
		run();
	});
}
