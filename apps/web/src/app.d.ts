declare global {
	namespace App {
		interface Error {
			message: string;
			/** Set by the guard when nobody could be asked who is signed in; the page tries again. */
			kind?: 'unreachable';
		}
	}

	interface Window {
		/** The fragment of the link that led here, once; src/first-paint.js keeps it out of the address. */
		takeLinkHash?: () => string;
	}
}

export {};
