import { randomBytes } from 'node:crypto';

const COUNTS = 0x1000;
const RANDOM_BYTES = 8;

/**
 * Makes ids that sort as they were made: UUIDs of version 7 (RFC 9562), the time in milliseconds, a count within
 * the millisecond, and 62 random bits.
 */
export function createEventIds(): (at: number) => string {
	let last = 0;
	let count = 0;
	return (at) => {
		count = at === last ? (count + 1) % COUNTS : 0;
		last = at;
		const time = at.toString(16).padStart(12, '0');
		const random = randomBytes(RANDOM_BYTES);
		random.writeUInt8((random.readUInt8(0) & 0x3f) | 0x80, 0);
		const rest = random.toString('hex');
		return [
			time.slice(0, 8),
			time.slice(8),
			`7${count.toString(16).padStart(3, '0')}`,
			rest.slice(0, 4),
			rest.slice(4),
		].join('-');
	};
}

/** The time in an id, in milliseconds since 1970. */
export function timeOfEventId(id: string): number {
	return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
