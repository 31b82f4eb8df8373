/** When something was done, and from which browser and system as far as they are known. */
export interface Sighting {
	/** Milliseconds since 1970. */
	readonly at: number;
	/** The zone its reader lives in; null for UTC. */
	readonly timeZone: string | null;
	readonly browser: string | null;
	readonly system: string | null;
}

/** What the mails about an account's address, and about its end, need to be written. */
export interface AccountMailData {
	/** To an address that is to become that of an account. */
	'change-email': {
		readonly link: string | null;
		readonly code: string | null;
		readonly minutes: number;
		readonly isSameBrowser: boolean;
	};
	/** To an address that cannot, since an account has it. */
	'email-taken': Readonly<Record<string, never>>;
	/** To the address that an account had. */
	'email-changed': {
		readonly seen: Sighting;
		readonly undoUrl: string;
		/** Milliseconds since 1970. */
		readonly undoUntil: number;
	};
	/** To somebody who asked to sign in with an address that an account had a few days ago. */
	'address-reserved': { readonly signInUrl: string };
	/** To the address that an account has again. */
	'email-restored': { readonly seen: Sighting; readonly signInUrl: string };
	/** To the address that an account has no more, since the change to it was undone. */
	'email-change-undone': Readonly<Record<string, never>>;
	/** The account will be deleted. */
	'deletion-asked': {
		readonly seen: Sighting;
		/** Milliseconds since 1970. */
		readonly dueAt: number;
		readonly signInUrl: string;
	};
	/** Somebody signed in, and the account stays. */
	'deletion-undone': { readonly seen: Sighting };
	/** It is gone. */
	'account-deleted': Readonly<Record<string, never>>;
}

/** The names of these mails. */
export type AccountMailTemplate = keyof AccountMailData;
