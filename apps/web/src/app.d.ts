declare global {
	namespace App {
		interface Error {
			message: string;
			/** Set by the guard when nobody could be asked who is signed in; the page tries again. */
			kind?: 'unreachable';
		}
	}
}

export {};
