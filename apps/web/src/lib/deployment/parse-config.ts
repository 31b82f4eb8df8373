import { sentence } from '#lib/language/index.ts';

/** The settings of this deployment are missing or wrong. The message says what to do, for operators. */
export class ConfigProblem extends Error {
	override readonly name = 'ConfigProblem';
}

/**
 * Reads /config.json: `{ "apiUrl": "https://api.example.com" }`. A path (`"/api"`) means this origin.
 * @throws {ConfigProblem}
 */
export function parseConfig(text: string, origin: string): { apiUrl: string } {
	const value = parseJson(text);
	if (typeof value !== 'object' || value === null || !('apiUrl' in value)) {
		throw new ConfigProblem(
			sentence(
				'/config.json has no "apiUrl". It should read { "apiUrl": "https://api.example.com" }.',
			),
		);
	}
	const { apiUrl } = value;
	const isAddress = typeof apiUrl === 'string' && /^(https?:\/\/|\/)/.test(apiUrl);
	const url = isAddress ? URL.parse(apiUrl, origin) : null;
	if (!url || url.username || url.search || url.hash) {
		throw new ConfigProblem(
			sentence(
				'"apiUrl" in /config.json is not an address. It should be like "https://api.example.com", or "/api" for a path of this site.',
			),
		);
	}
	return { apiUrl: url.href.replace(/\/+$/, '') };
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new ConfigProblem(
			sentence(
				'/config.json is missing or is not JSON. Put a file with { "apiUrl": "https://api.example.com" } beside index.html.',
			),
		);
	}
}
