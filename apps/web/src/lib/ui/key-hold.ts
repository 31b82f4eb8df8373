/** So long no key may have come before what opened by itself takes any, in milliseconds. */
export const REST_MS = 400;

/** The part of a KeyboardEvent that decides. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/**
 * Holds back the keys of somebody who was typing elsewhere when something opened under their hands: an Enter
 * meant for a to-do must not press a button that nobody has read. The hands have to rest for a moment first.
 * @param now a clock in milliseconds
 * @returns whether a key that is pressed now is to be swallowed
 */
export function createKeyHold(now: () => number): (press: KeyPress) => boolean {
	let heldUntil = now() + REST_MS;
	return (press) => {
		if (!isTyping(press) || now() >= heldUntil) return false;
		heldUntil = now() + REST_MS;
		return true;
	};
}

/** Looking around with Tab and what is meant for the browser does no harm. */
function isTyping({ key, ctrlKey, metaKey, altKey }: KeyPress): boolean {
	// With Alt alone (macOS) or with Ctrl (AltGr on Windows) people type characters, @ among them.
	if (metaKey || (ctrlKey && !altKey)) return false;
	return key.length === 1 || ['Enter', 'Escape', 'Backspace', 'Delete', 'Process'].includes(key);
}
