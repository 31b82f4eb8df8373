import { readFileSync } from 'node:fs';

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];

/**
 * The ports from which connections to a port of this machine come that its process still holds, and has not
 * closed on its side; null where nobody tells.
 */
export function heldConnections(port: number): ReadonlySet<number> | null {
	const texts = TABLES.flatMap((table) => {
		try {
			return [readFileSync(table, 'utf8')];
		} catch {
			return [];
		}
	});
	return texts.length === 0 ? null : new Set(texts.flatMap((text) => peersIn(text, port)));
}

/**
 * Reads a table of Linux, whose columns are: number, address, peer, state, queues, timer, retransmissions, user,
 * timeout, inode. What no process holds has no inode.
 */
export function peersIn(table: string, port: number): number[] {
	return table.split('\n').flatMap((line) => {
		const [, local = '', peer = '', , , , , , , inode = '0'] = line.trim().split(/\s+/);
		return portOf(local) === port && Number(inode) > 0 ? [portOf(peer)] : [];
	});
}

/** Addresses are written like `0100007F:1F40`; the one that is listening has a peer of port 0. */
const portOf = (address: string) => parseInt(address.split(':')[1] ?? '', 16);
