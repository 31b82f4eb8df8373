const MAPPED = '0:0:0:0:0:ffff';

/**
 * The unit that is counted as one client: an IPv4 address, or the /64 of an IPv6 address, since one
 * customer commonly holds a whole /64 and could rotate through it. `::ffff:a.b.c.d` is the IPv4 address
 * it wraps, or all of IPv4 would share one /64 (CVE-2026-30827).
 */
export function clientUnit(address: string): string {
	if (!address.includes(':')) return address;
	const plain = address.toLowerCase().replace(/%.*$/, '');
	const mapped = /^(?:0{0,4}:){0,5}(?:0{0,4}:)?ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain);
	if (mapped?.[1] !== undefined) return mapped[1];
	const groups = groupsOf(plain);
	if (groups.slice(0, 6).join(':') === MAPPED) return dotted(groups.slice(6));
	return `${groups.slice(0, 4).join(':')}::/64`;
}

/** The IPv4 address in the last two groups, which a proxy may write in hexadecimal. */
function dotted(groups: readonly string[]): string {
	const [high = 0, low = 0] = groups.map((group) => Number.parseInt(group, 16));
	return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

function groupsOf(address: string): string[] {
	const [head = '', tail] = address.split('::');
	const left = head === '' ? [] : head.split(':');
	const right = tail === undefined || tail === '' ? [] : tail.split(':');
	// `1::192.0.2.1`: what is dotted stands for two groups.
	const dottedGroups = address.includes('.') ? 1 : 0;
	const given = left.length + right.length + dottedGroups;
	const zeros = tail === undefined ? 0 : Math.max(0, 8 - given);
	const all = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
	return all.map((group) => group.replace(/^0+(?=.)/, ''));
}
