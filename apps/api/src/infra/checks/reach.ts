import type { Config } from '../../config.ts';
import { type Finding, praise, refuse, warn } from '../../deployment/finding.ts';

const PATIENCE_MS = 5000;

/**
 * Asks both halves at their public addresses, as a browser would, for what has to fit between them. Whatever does not
 * answer may just not be running, or not be reachable from here; what answers otherwise than it should is refused.
 */
export async function checkReach({
	apiUrl,
	webOrigins,
}: Pick<Config, 'apiUrl' | 'webOrigins'>): Promise<readonly Finding[]> {
	const [origin = ''] = webOrigins;
	const findings = [checkApi(apiUrl, origin)];
	for (const each of webOrigins) findings.push(checkSettings(each, apiUrl), checkPages(each));
	return Promise.all(findings);
}

/** The API, through whatever stands in front of it. */
function checkApi(apiUrl: string, origin: string): Promise<Finding> {
	const url = `${apiUrl}/health/live`;
	return judge('API_URL', url, { origin }, ({ status, headers, text }) => {
		if (status !== 200 || !isJson(text)) {
			return refuse('API_URL', `${url} answers ${String(status)}, and not as the API does`);
		}
		const allowed = headers.get('access-control-allow-origin');
		if (headers.has('set-cookie')) {
			return warn('API_URL', `${url} sets a cookie that is not the API’s: something in front does`);
		}
		if (allowed !== origin) {
			const said = `lets ${allowed ?? 'nobody'} read, and not ${origin}`;
			return refuse('API_URL', `${url} ${said}: another process, or a proxy that adds headers`);
		}
		return praise('API_URL', `${url} answers, and lets ${origin} read`);
	});
}

/** What tells the SPA where its API is. */
function checkSettings(origin: string, apiUrl: string): Promise<Finding> {
	const url = `${origin}/config.json`;
	return judge('WEB_ORIGINS', url, {}, ({ status, text }) => {
		const told = status === 200 ? apiUrlIn(text, origin) : null;
		if (told === apiUrl) return praise('WEB_ORIGINS', `${url} names the API`);
		const said = told === null ? `answers ${String(status)} and names no API` : `names ${told}`;
		return refuse('WEB_ORIGINS', `${url} ${said}; it should read { "apiUrl": "${apiUrl}" }`);
	});
}

/** A page that has no file, which is the app's to draw. */
function checkPages(origin: string): Promise<Finding> {
	const url = `${origin}/todos`;
	return judge('WEB_ORIGINS', url, { accept: 'text/html' }, ({ status, headers }) => {
		if (status !== 200) {
			return refuse('WEB_ORIGINS', `${url} answers ${String(status)}, and not with 200.html`);
		}
		if (!(headers.get('content-security-policy') ?? '').includes('frame-ancestors')) {
			return warn('WEB_ORIGINS', `${url} comes without its headers; see apps/web/hosting`);
		}
		return praise('WEB_ORIGINS', `${url} is the app, with its headers`);
	});
}

interface Answer {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
}

async function judge(
	setting: string,
	url: string,
	headers: Record<string, string>,
	verdictOn: (answer: Answer) => Finding,
): Promise<Finding> {
	try {
		const signal = AbortSignal.timeout(PATIENCE_MS);
		const answer = await fetch(url, { headers, redirect: 'manual', signal });
		return verdictOn({
			status: answer.status,
			headers: answer.headers,
			text: await answer.text(),
		});
	} catch (error) {
		return warn(setting, `${url} does not answer from here (${reasonOf(error)})`);
	}
}

function apiUrlIn(text: string, origin: string): string | null {
	if (!isJson(text)) return null;
	const { apiUrl } = JSON.parse(text) as { apiUrl?: unknown };
	if (typeof apiUrl !== 'string' || !URL.canParse(apiUrl, origin)) return null;
	return new URL(apiUrl, origin).href.replace(/\/+$/, '');
}

function isJson(text: string): boolean {
	try {
		return typeof JSON.parse(text) === 'object';
	} catch {
		return false;
	}
}

/** What is behind fetch's "fetch failed". */
function reasonOf(error: unknown): string {
	const { cause = error } = error as { cause?: unknown };
	const { code, name } = cause as { code?: unknown; name?: string };
	return typeof code === 'string' ? code : (name ?? 'no reason given');
}
