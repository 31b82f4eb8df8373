import { landingPath } from './sign-in-link.ts';

/**
 * What goes from one sign-in page to the next. In memory alone: an address has no business in a URL or in a
 * storage, where the next person at this computer would find it.
 */
export class Journey {
	/** The address that was typed. */
	email = $state.raw('');
	/** Whether somebody has come from one sign-in page to another, and the focus should go along. */
	isUnderWay = false;
	/** A sign-in was answered; known even where the API has fallen silent right after. */
	isOver = $state.raw(false);
	#redirectTo: string | null = null;

	/** The API has taken the proof and said where it leads. */
	readonly arrive = (redirectTo: string | null): void => {
		this.#redirectTo = redirectTo;
	};

	/** Where to go now from the sign-in page at `url`. */
	end(url: URL): string {
		return landingPath(this.#redirectTo, url);
	}

	/** Leaves nothing of the way for whoever comes next. */
	reset(): void {
		this.email = '';
		this.isUnderWay = false;
		this.isOver = false;
		this.#redirectTo = null;
	}
}

export const journey = new Journey();
