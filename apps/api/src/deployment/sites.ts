import { parse } from 'tldts';

/** Tenants of one platform (`github.io`) are no more one site than all of `.com` is: browsers use the same list. */
const LIST = { allowPrivateDomains: true };

/**
 * The site of an origin as browsers see it when they decide about cookies: the scheme, and the domain that somebody
 * registered (RFC 6265bis, 5.2). An address, a name without a registered domain and a public suffix are sites alone.
 */
export function siteOf(origin: string): string {
	const { protocol, hostname } = new URL(origin);
	return `${protocol}//${parse(hostname, LIST).domain ?? hostname}`;
}

/** The public suffix that a host lies below, or is: `github.io`, `co.uk`; null when no list has it. */
export function publicSuffixOf(hostname: string): string | null {
	const { publicSuffix, isIcann, isPrivate } = parse(hostname, LIST);
	return isIcann === true || isPrivate === true ? publicSuffix : null;
}

/** Whether a host is an IP address rather than a name. */
export const isAddress = (hostname: string): boolean => parse(hostname).isIp === true;

/** Whether a host is this machine itself. */
export const isLoopback = (hostname: string): boolean =>
	/^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
