import { isIP } from 'node:net';
import { type Finding, refuse, warn } from './finding.ts';

/** What is judged about the proxies in front. */
export interface ProxySettings {
	readonly isProduction: boolean;
	readonly trustedProxies: readonly string[];
}

/** The widest ranges that one operator can have for itself: 10.0.0.0/8 and fc00::/7. */
const PREFIX_MIN = { 4: 8, 6: 7 } as const;

/** Whoever is a trusted proxy decides which address a request came from, and with it whose budget it spends. */
export function judgeProxies({ isProduction, trustedProxies }: ProxySettings): Finding[] {
	const tooWide = trustedProxies
		.filter(isTooWide)
		.map((range) =>
			refuse(
				'TRUSTED_PROXIES',
				`${range} believes a good part of the internet; name the addresses of your own proxies`,
			),
		);
	if (!isProduction || trustedProxies.length > 0) return tooWide;
	// The API itself speaks no TLS, and production is reached over nothing else.
	return [
		warn(
			'TRUSTED_PROXIES',
			'is empty: the proxy that does TLS counts as the one client, so everybody shares one rate limit',
		),
	];
}

function isTooWide(range: string): boolean {
	const [address = '', prefix] = range.split('/');
	return (
		prefix !== undefined && Number(prefix) < (isIP(address) === 4 ? PREFIX_MIN[4] : PREFIX_MIN[6])
	);
}
