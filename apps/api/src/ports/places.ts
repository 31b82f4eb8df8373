/** Languages that names of places come in. */
export type PlaceLanguage = 'en' | 'de';

/** Where in the world a client address is, roughly. */
export interface Places {
	/**
	 * The town and the country of a unit of client address, in words; null for what is not known.
	 * @param client as `clientUnit` makes it: an IPv4 address or a /64
	 */
	placeOf(client: string | null, language: PlaceLanguage): string | null;
}

/** For those who have no database of places. */
export const noPlaces: Places = { placeOf: () => null };
