import { Unreachable } from '@postern/api-client';
import { ConfigProblem, parseConfig } from './parse-config.ts';

const TIMEOUT_MS = 10_000;

/** Where this build has been deployed: read from /config.json at run time, once. */
class Deployment {
	/** Set when the settings are wrong; no page works then, so the root layout shows this instead. */
	problem = $state.raw<ConfigProblem | null>(null);
	#apiUrl: Promise<string> | null = null;

	/**
	 * @throws {ConfigProblem} the settings are missing or wrong
	 * @throws {Unreachable} the host of this page did not answer; the next call asks again
	 */
	apiUrl(): Promise<string> {
		this.#apiUrl ??= this.#load().catch((error: unknown) => {
			this.#apiUrl = null;
			if (error instanceof ConfigProblem) this.problem = error;
			throw error;
		});
		return this.#apiUrl;
	}

	async #load(): Promise<string> {
		// Nothing is passed that would keep the browser from using the preload of app.html.
		const response = await fetch('/config.json', { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
			(cause: unknown) => {
				throw new Unreachable('network', { cause });
			},
		);
		if (response.status >= 500) throw new Unreachable('unreadable', { status: response.status });
		const { apiUrl } = parseConfig(response.ok ? await response.text() : '', location.origin);
		this.problem = null;
		return apiUrl;
	}
}

export const deployment = new Deployment();
