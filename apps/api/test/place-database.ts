/** Writes small databases of places in MaxMind's format, version 2.0 (maxmind.github.io/MaxMind-DB). */

/** What an entry says; what a database of towns would. */
export type Entry = Readonly<Record<string, unknown>>;

type Node = [Child, Child];
type Child = Node | { readonly entry: Entry } | null;

const TYPE = { string: 2, uint16: 5, map: 7, array: 11 } as const;
const SEPARATOR = Buffer.alloc(16);
const METADATA_MARK = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');

/** @param entries by networks like `192.0.2.0/24` or `2001:db8::/32` in full groups */
export function placeDatabase(entries: Readonly<Record<string, Entry>>): Buffer {
	const root: Node = [null, null];
	for (const [network, entry] of Object.entries(entries)) insert(root, bitsOf(network), entry);
	const nodes = flatten(root);
	const data: Buffer[] = [];
	let length = 0;
	const tree = nodes.flatMap((node) =>
		node.map((child) => {
			if (child === null) return nodes.length;
			if (Array.isArray(child)) return nodes.indexOf(child);
			const written = encode(child.entry);
			const at = nodes.length + SEPARATOR.length + length;
			data.push(written);
			length += written.length;
			return at;
		}),
	);
	const metadata = encode({
		...{ node_count: nodes.length, record_size: 24, ip_version: 6, build_epoch: 0 },
		...{ binary_format_major_version: 2, binary_format_minor_version: 0 },
		...{ database_type: 'Test-City', languages: ['en', 'de'], description: {} },
	});
	return Buffer.concat([...tree.map(uint24), SEPARATOR, ...data, METADATA_MARK, metadata]);
}

function bitsOf(network: string): number[] {
	const [address = '', prefix = ''] = network.split('/');
	const isV4 = !address.includes(':');
	const bytes = isV4
		? [...Array.from({ length: 12 }, () => 0), ...address.split('.').map(Number)]
		: groupsOf(address).flatMap((group) => [group >> 8, group & 0xff]);
	const bits = bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((at) => (byte >> at) & 1));
	return bits.slice(0, Number(prefix) + (isV4 ? 96 : 0));
}

function groupsOf(address: string): number[] {
	const groups = address
		.replace(/::$/, '')
		.split(':')
		.map((group) => Number.parseInt(group, 16));
	return [...groups, ...Array.from({ length: 8 - groups.length }, () => 0)];
}

function insert(root: Node, bits: readonly number[], entry: Entry): void {
	let node = root;
	for (const bit of bits.slice(0, -1)) {
		const next = node[bit] ?? [null, null];
		if (!Array.isArray(next)) throw new Error('one network lies within another');
		node[bit] = next;
		node = next;
	}
	node[bits.at(-1) ?? 0] = { entry };
}

function flatten(node: Node): Node[] {
	return [node, ...node.flatMap((child) => (Array.isArray(child) ? flatten(child) : []))];
}

function encode(value: unknown): Buffer {
	if (typeof value === 'string') {
		return Buffer.concat([control(TYPE.string, Buffer.byteLength(value)), Buffer.from(value)]);
	}
	if (typeof value === 'number') {
		return Buffer.concat([control(TYPE.uint16, 2), Buffer.from([value >> 8, value & 0xff])]);
	}
	if (Array.isArray(value)) {
		return Buffer.concat([control(TYPE.array, value.length), ...value.map(encode)]);
	}
	const pairs = Object.entries(value as Entry);
	return Buffer.concat([control(TYPE.map, pairs.length), ...pairs.flat().map(encode)]);
}

/** Sizes of 29 and more take a second byte; types above 7 do, too. */
function control(type: number, size: number): Buffer {
	const [low, more] = size < 29 ? [size, []] : [29, [size - 29]];
	return Buffer.from(type > 7 ? [low, type - 7, ...more] : [(type << 5) | low, ...more]);
}

function uint24(value: number): Buffer {
	return Buffer.from([value >> 16, (value >> 8) & 0xff, value & 0xff]);
}
