import type { IncomingMessage, Server } from 'node:http';
import { BlockList, isIP } from 'node:net';

const REQUESTS_LOOKED_AT = 1000;

/**
 * Says once when somebody who is no trusted proxy passes on for another. Most often that is a proxy that
 * TRUSTED_PROXIES does not name, and then everybody behind it shares one budget. Looks at the first requests only.
 */
export function watchForUnknownProxy(
	server: Server,
	trustedProxies: readonly string[],
	tell: (address: string) => void,
): void {
	const isTrusted = createTrust(trustedProxies);
	let left = REQUESTS_LOOKED_AT;
	const look = ({ headers, socket: { remoteAddress = '' } }: IncomingMessage): void => {
		left -= 1;
		if (headers['x-forwarded-for'] !== undefined && !isTrusted(remoteAddress)) {
			left = 0;
			tell(remoteAddress);
		}
		if (left === 0) server.off('request', look);
	};
	server.on('request', look);
}

function createTrust(ranges: readonly string[]): (address: string) => boolean {
	const list = new BlockList();
	for (const range of ranges) {
		const [address = '', prefix] = range.split('/');
		const family = familyOf(address);
		if (prefix === undefined) list.addAddress(address, family);
		else list.addSubnet(address, Number(prefix), family);
	}
	return (address) => isIP(address) > 0 && list.check(address, familyOf(address));
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
