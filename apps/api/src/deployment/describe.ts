import { createHostCookie } from '../http/host-cookie.ts';
import { type Addresses, type Deployment, deriveDeployment } from './derive.ts';
import { siteOf } from './sites.ts';

/** What is described besides the addresses. */
export interface Described extends Addresses {
	readonly mode: string;
	readonly webUrl: string;
	readonly webDir: string | null;
	readonly trustedProxies: readonly string[];
}

/** One thing that follows from the settings, and why it is so. */
export interface Fact {
	readonly title: string;
	readonly value: string;
	readonly why: string;
}

/** What follows from the settings: the layout, the cookie, who may read and who may write. For people. */
export function describeDeployment(settings: Described): readonly Fact[] {
	const { mode, webDir, webUrl, trustedProxies } = settings;
	return [
		{ title: 'Mode', value: mode, why: 'NODE_ENV; unset is production' },
		...describeLayout(settings),
		...describeRules(settings),
		{ title: 'Links in mails', value: webUrl, why: 'WEB_URL, or the first of WEB_ORIGINS' },
		{
			title: 'Pages',
			value: webDir ?? 'served by somebody else',
			why: webDir === null ? 'WEB_DIR is not set' : 'WEB_DIR, by this process',
		},
		{
			title: 'Clients',
			value:
				trustedProxies.length === 0
					? 'the address of the connection'
					: `X-Forwarded-For as ${trustedProxies.join(', ')} wrote it`,
			why: 'TRUSTED_PROXIES; limits are counted for it',
		},
	];
}

function describeLayout(settings: Described): readonly Fact[] {
	const { apiUrl, webOrigins } = settings;
	const { layout } = deriveDeployment(settings);
	const sites = [...new Set([apiUrl, ...webOrigins].map(siteOf))].join(', ');
	return [
		{ title: 'Layout', value: layout, why: `SPA at ${webOrigins.join(', ')}; API at ${apiUrl}` },
		{
			title: 'Sites',
			value: sites,
			why: 'scheme and registered domain, by the public suffix list',
		},
	];
}

function whyCookie(isCrossSite: boolean, layout: Deployment['layout']): string {
	if (isCrossSite) {
		return 'the SPA is another site: it goes along from there, kept apart for each such site; browsers may refuse it';
	}
	const who =
		layout === 'unrelated sites' ? 'the SPA is another site, and' : 'SPA and API are one site:';
	return `${who} requests of other sites do not carry it. No Domain: this host alone gets it`;
}

function describeRules(settings: Described): readonly Fact[] {
	const { apiUrl, webOrigins } = settings;
	const { isCrossSite, foreignOrigins, layout } = deriveDeployment(settings);
	const [pair = '', ...attributes] = createHostCookie('session', apiUrl, isCrossSite)
		.clear()
		.split('; ');
	const cookie = attributes.filter((attribute) => !attribute.startsWith('Max-Age')).join('; ');
	return [
		{
			title: 'Cookies',
			value: `${pair.replace('=', '')}; ${cookie}`,
			why: whyCookie(isCrossSite, layout),
		},
		{
			title: 'May read (CORS)',
			value: layout === 'one origin' ? 'the origin itself' : webOrigins.join(', '),
			why: 'exactly WEB_ORIGINS, with credentials; no pattern',
		},
		{
			title: 'May write (CSRF)',
			value: `Origin must be one of ${webOrigins.join(', ')}`,
			why: isCrossSite
				? `Sec-Fetch-Site: cross-site is taken from ${foreignOrigins.join(', ')} alone`
				: 'Sec-Fetch-Site: cross-site is refused, whatever the Origin',
		},
	];
}
