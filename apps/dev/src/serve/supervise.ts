import { waitUntilReady } from './readiness.ts';
import type { Service } from './service.ts';
import type { ServeSettings } from './settings.ts';

/** The half that browsers load the SPA from. */
export interface WebHalf {
	/** Settles when it serves; rejects when it cannot. */
	readonly ready: Promise<void>;
	/** Never settles well; rejects when it breaks while serving. */
	readonly failed: Promise<never>;
	stop(): Promise<void>;
}

/**
 * Waits for both halves, says where they are, and keeps them until Ctrl-C, SIGTERM or the end of
 * one of them. Always stops both. Gives the exit code: 0 when asked to stop, else the API's.
 */
export async function supervise(
	settings: ServeSettings,
	api: Service,
	web: WebHalf,
): Promise<number> {
	const over = new AbortController();
	const serving = announceWhenReady(settings, web, over.signal);
	try {
		return await Promise.race([stopAsked(), apiEnded(api, over.signal), web.failed, serving]);
	} finally {
		over.abort();
		await Promise.all([api.stop(), web.stop()]);
	}
}

async function announceWhenReady(
	settings: ServeSettings,
	web: WebHalf,
	signal: AbortSignal,
): Promise<never> {
	const health = `http://${hostToAsk(settings.apiHost)}:${settings.apiPort}/health/ready`;
	const [isReady] = await Promise.all([waitUntilReady(health, signal), web.ready]);
	if (isReady) console.log(describe(settings));
	return new Promise(() => undefined);
}

/** An address that means "all of them" is asked on this machine. */
function hostToAsk(host: string): string {
	if (host === '0.0.0.0' || host === '::') return 'localhost';
	return host.includes(':') ? `[${host}]` : host;
}

function describe(settings: ServeSettings): string {
	return [
		'',
		`  App       ${settings.webUrl}`,
		`  API       ${settings.apiUrl}   reference: ${settings.apiUrl}/docs`,
		...(settings.showsMail ? [`  Mail      ${settings.apiUrl}/dev/mailbox`] : []),
		'  Sign in   with any e-mail address and the code it is mailed,',
		'            or as demo@example.com with the password shown when that account was made',
		'  Stop      Ctrl-C',
		'',
	].join('\n');
}

async function apiEnded(api: Service, over: AbortSignal): Promise<number> {
	const code = await api.exited;
	if (!over.aborted) {
		console.error(`The API ended by itself (${code === null ? 'by a signal' : `code ${code}`}).`);
	}
	return code ?? 1;
}

function stopAsked(): Promise<number> {
	return new Promise((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
			process.on(signal, () => {
				resolve(0);
			});
		}
	});
}
