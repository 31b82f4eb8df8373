import { deriveDeployment } from './derive.ts';
import { judgeMail, type MailSettings } from './judge-mail.ts';
import { judgeProxies, type ProxySettings } from './judge-proxies.ts';
import { type Finding, refuse, warn } from './finding.ts';
import { isAddress, isLoopback, publicSuffixOf, siteOf } from './sites.ts';

/** Every setting that is judged together with others. */
export interface DeploymentSettings extends MailSettings, ProxySettings {
	readonly apiUrl: string;
	readonly webOrigins: readonly string[];
	readonly webUrl: string;
	readonly crossSite: boolean;
	readonly webDir: string | null;
	readonly secretKey: string | null;
	readonly sessionIdleSeconds: number;
	readonly sessionAbsoluteSeconds: number;
	readonly apiDocs: boolean;
	readonly port: number;
	readonly metricsPort: number | null;
	readonly secretKeysPrevious: readonly string[];
}

/**
 * Judges settings that are right one by one: whether they fit each other, and whether they are safe. Looks at
 * nothing but the settings; what only the surroundings can tell is `infra/checks`' to find out.
 */
export function judgeDeployment(settings: DeploymentSettings): readonly Finding[] {
	return [
		...judgeAddresses(settings),
		...judgeSessions(settings),
		...judgeSecrets(settings),
		...judgePorts(settings),
		...judgeProxies(settings),
		...judgeMail(settings),
	];
}

function judgeAddresses(settings: DeploymentSettings): readonly Finding[] {
	const refused = [...judgeSchemes(settings), ...judgeLinks(settings)];
	// What is no address at all has no site: one line is enough.
	if (refused.length > 0) return refused;
	return [...judgeLayout(settings), ...judgeHosts(settings), ...judgeMode(settings)];
}

function judgeSchemes({ isProduction, apiUrl, webOrigins }: DeploymentSettings): Finding[] {
	if (!isProduction) return [];
	const findings = webOrigins
		.filter((origin) => origin.startsWith('http:'))
		.map((origin) => refuse('WEB_ORIGINS', `${origin} must begin with https:// in production`));
	if (!apiUrl.startsWith('http:')) return findings;
	const why = 'must begin with https:// in production (set NODE_ENV=development on a laptop)';
	return [refuse('API_URL', why), ...findings];
}

function judgeLinks({ webOrigins, webUrl }: DeploymentSettings): Finding[] {
	return webOrigins.includes(webUrl) ? [] : [refuse('WEB_URL', 'must be one of WEB_ORIGINS')];
}

function judgeLayout(settings: DeploymentSettings): Finding[] {
	const { crossSite, webDir, webOrigins } = settings;
	const { apiOrigin, apiPath, foreignOrigins, isSecure } = deriveDeployment(settings);
	const findings: Finding[] = [];
	if (!crossSite) {
		findings.push(
			...foreignOrigins.map((origin) => refuse('WEB_ORIGINS', apart(origin, apiOrigin))),
		);
	} else if (!isSecure) {
		findings.push(
			refuse(
				'CROSS_SITE',
				'needs an API_URL with https://: SameSite=None is taken only with Secure',
			),
		);
	} else if (foreignOrigins.length === 0) {
		findings.push(
			warn('CROSS_SITE', 'is on, but every origin is of the API’s site: cookies stay SameSite=Lax'),
		);
	}
	if (webOrigins.includes(apiOrigin)) {
		if (apiPath === '') findings.push(refuse('API_URL', NEEDS_PATH));
	} else if (webDir !== null) {
		findings.push(
			refuse('WEB_DIR', `serves pages at ${apiOrigin}, which WEB_ORIGINS does not name`),
		);
	}
	return findings;
}

const NEEDS_PATH =
	'needs a path like https://example.com/api where the SPA has the same origin: both know a /todos';

function apart(origin: string, apiOrigin: string): string {
	const [web, api] = [new URL(origin), new URL(apiOrigin)];
	const suffix = publicSuffixOf(web.hostname);
	const why =
		web.protocol !== api.protocol
			? 'http and https are different sites'
			: suffix !== null && api.hostname.endsWith(`.${suffix}`) && suffix.includes('.')
				? `what is below ${suffix} belongs to many`
				: `${siteOf(origin)} is not ${siteOf(apiOrigin)}`;
	return `${origin} and ${apiOrigin} are unrelated sites to a browser (${why}), so the session cookie would not be sent; put both below one domain of yours, or set CROSS_SITE=on`;
}

function judgeHosts({ apiUrl, webOrigins, isProduction }: DeploymentSettings): Finding[] {
	const named = [
		['API_URL', apiUrl] as const,
		...webOrigins.map((origin) => ['WEB_ORIGINS', origin] as const),
	];
	return named.flatMap(([setting, url]) => {
		const { hostname } = new URL(url);
		const remark = isProduction ? remarkOn(hostname) : null;
		return remark === null ? [] : [warn(setting, remark)];
	});
}

function remarkOn(hostname: string): string | null {
	if (isLoopback(hostname)) return `${hostname} is this machine, which nobody else can reach`;
	if (isAddress(hostname)) {
		return `${hostname} is an address and no name: cookies and certificates are lost when it changes`;
	}
	if (publicSuffixOf(hostname) === hostname) {
		return `${hostname} is a public suffix: what is below it is of other sites, and gets no cookie of this one`;
	}
	return null;
}

function judgeMode({ isProduction, apiUrl, mailVia, apiDocs }: DeploymentSettings): Finding[] {
	const isPublic = !isLoopback(new URL(apiUrl).hostname);
	if (isProduction) {
		return apiDocs ? [warn('API_DOCS', 'is on: everybody can read and try the reference')] : [];
	}
	if (!isPublic) return [];
	const mail = mailVia === 'mailbox' ? ', and /dev/mailbox shows everybody’s mail' : '';
	return [
		warn('NODE_ENV', `is not production, though ${apiUrl} can be reached from elsewhere${mail}`),
	];
}

function judgeSessions(settings: DeploymentSettings): Finding[] {
	const findings: Finding[] = [];
	if (settings.sessionIdleSeconds > settings.sessionAbsoluteSeconds) {
		findings.push(
			refuse('SESSION_IDLE_SECONDS', 'must not be longer than SESSION_ABSOLUTE_SECONDS'),
		);
	}
	return findings;
}

function judgeSecrets({
	isProduction,
	secretKey,
	secretKeysPrevious,
}: DeploymentSettings): Finding[] {
	if (isProduction && secretKey === null) {
		const why = 'is required in production; make one with `openssl rand -base64 32`';
		return [refuse('SECRET_KEY', why)];
	}
	const isNamedTwice = secretKeysPrevious.some((each) => each === secretKey);
	const why = 'names the key that SECRET_KEY is; one of them must be another';
	return isNamedTwice ? [refuse('SECRET_KEY_PREVIOUS', why)] : [];
}

function judgePorts({ port, metricsPort }: DeploymentSettings): Finding[] {
	const isShared = metricsPort === port && port !== 0;
	return isShared
		? [refuse('METRICS_PORT', 'must not be API_PORT, which the world can reach')]
		: [];
}
