import { randomInt } from 'node:crypto';

/** No 0 and O, no 1, l and I: it is read from a terminal and typed. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 5;

/** A password with 100 bits of randomness, in groups that can be read aloud. */
export function generatePassword(): string {
	const group = () =>
		Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
	return Array.from({ length: GROUPS }, group).join('-');
}
