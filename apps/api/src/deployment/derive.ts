import { siteOf } from './sites.ts';

/** The settings that say where the two halves are. */
export interface Addresses {
	readonly apiUrl: string;
	readonly webOrigins: readonly string[];
	readonly crossSite: boolean;
}

/** What follows from where the two halves are. */
export interface Deployment {
	readonly layout: 'one origin' | 'one site' | 'unrelated sites';
	/** The origin of the API, whose pages the reference and the dev mailbox are. */
	readonly apiOrigin: string;
	/** The path the API lives under: `/api`, or empty. */
	readonly apiPath: string;
	/** Whether browsers reach the API over TLS. */
	readonly isSecure: boolean;
	/** Origins of the SPA that are another site than the API. */
	readonly foreignOrigins: readonly string[];
	/** Whether cookies go along in requests from other sites; only where that was asked for, and is needed. */
	readonly isCrossSite: boolean;
}

/** Derives the layout from the addresses. */
export function deriveDeployment({ apiUrl, webOrigins, crossSite }: Addresses): Deployment {
	const { origin: apiOrigin, pathname, protocol } = new URL(apiUrl);
	const site = siteOf(apiOrigin);
	const foreignOrigins = webOrigins.filter((origin) => siteOf(origin) !== site);
	const isOneOrigin = webOrigins.every((origin) => origin === apiOrigin);
	const isOneSite = foreignOrigins.length === 0;
	return {
		layout: isOneOrigin ? 'one origin' : isOneSite ? 'one site' : 'unrelated sites',
		apiOrigin,
		apiPath: pathname === '/' ? '' : pathname,
		isSecure: protocol === 'https:',
		foreignOrigins,
		isCrossSite: crossSite && !isOneSite,
	};
}
