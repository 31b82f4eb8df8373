// What the peers share: who is asked for, and where the cookies of those who are signed in are left.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const [port = '', folder = '', count = '0'] = process.argv.slice(2);

/** Where to listen, where to keep things, and how many people are signed in. */
export const options = { port: Number(port), folder, count: Number(count) };

/** The person of a number. */
export function person(index) {
	return {
		id: `1c3aa3c2-6f0d-4b46-9a53-${String(index).padStart(12, '0')}`,
		email: `person-${index}@example.com`,
		name: null,
		createdAt: '2030-01-01T12:00:00.000Z',
	};
}

/** Leaves one cookie a line for the load. */
export function leaveCookies(cookies) {
	writeFileSync(join(folder, 'cookies'), cookies.join('\n'));
}

const text = { type: 'string' };

/** The schema of the answer, for the servers that take one. */
export const userSchema = {
	type: 'object',
	required: ['id', 'email', 'name', 'createdAt'],
	properties: { id: text, email: text, name: { type: ['string', 'null'] }, createdAt: text },
};
