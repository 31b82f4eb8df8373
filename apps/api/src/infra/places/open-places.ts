import { readFileSync } from 'node:fs';
import { type CityResponse, Reader } from 'mmdb-lib';
import { noPlaces, type PlaceLanguage, type Places } from '../../ports/places.ts';

type Names = Partial<Readonly<Record<PlaceLanguage, string>>> | undefined;

/**
 * Opens a database of places in MaxMind's format (GeoLite2, DB-IP). It is a file on this machine: no address
 * of anybody is ever sent somewhere to be looked up.
 * @param path null for none, and then no place is known
 * @throws when the file cannot be read, or is no such database
 */
export function openPlaces(path: string | null): Places {
	if (path === null) return noPlaces;
	const reader = openReader(path);
	return {
		placeOf(client, language) {
			if (client === null) return null;
			const found = lookUp(reader, client.replace(/\/64$/, ''));
			const parts = [found?.city?.names, found?.country?.names].map((names) =>
				nameIn(names, language),
			);
			return parts.filter((part) => part !== undefined).join(', ') || null;
		},
	};
}

function openReader(path: string): Reader<CityResponse> {
	try {
		return new Reader<CityResponse>(readFileSync(path));
	} catch (cause) {
		throw new Error(`PLACE_DATABASE: ${path} cannot be read as a database of places`, { cause });
	}
}

/** A damaged entry says nothing; a person's list of sessions is no place to fail for it. */
function lookUp(reader: Reader<CityResponse>, address: string): CityResponse | null {
	try {
		return reader.get(address);
	} catch {
		return null;
	}
}

function nameIn(names: Names, language: PlaceLanguage): string | undefined {
	return names?.[language] ?? names?.en;
}
