import { post, type Timed } from './stopwatch.ts';

/** Two kinds of address whose answers must not be told apart, not even by a clock. */
export interface Case {
	readonly name: string;
	readonly signUp: 'open' | 'closed';
	/** Asks once about the address of this number; `isFirst` says of which kind it is. */
	readonly ask: (apiUrl: string, email: string) => Promise<Timed>;
	/** How many of each kind. */
	readonly samples: number;
	readonly kinds: readonly [Kind, Kind];
}

/** What is behind an address. */
export type Kind = 'known' | 'unknown' | 'disabled';

const MAIL = '/auth/passwordless/email';

const send = (apiUrl: string, email: string): Promise<Timed> =>
	post(`${apiUrl}${MAIL}/send`, { email });

async function guess(apiUrl: string, email: string): Promise<Timed> {
	const { body, cookie } = await send(apiUrl, email);
	const { authRequestId } = JSON.parse(body) as { authRequestId: string };
	return post(`${apiUrl}${MAIL}/verify/code`, { authRequestId, code: '000000' }, cookie);
}

const forget = (apiUrl: string, email: string): Promise<Timed> =>
	post(`${apiUrl}/auth/password/reset/send`, { email });

const logIn = (apiUrl: string, email: string): Promise<Timed> =>
	post(`${apiUrl}/auth/login`, { email, password: 'not the password' });

/** Everything that answers about an address before anybody is signed in. */
export function cases(samples: number): readonly Case[] {
	// A password costs a hash each time.
	const hashed = Math.ceil(samples / 4);
	return [
		{ name: 'send, sign-up open', signUp: 'open', ask: send, samples, kinds: ['known', 'unknown'] },
		{ name: 'send', signUp: 'closed', ask: send, samples, kinds: ['known', 'unknown'] },
		{ name: 'send', signUp: 'closed', ask: send, samples, kinds: ['known', 'disabled'] },
		{ name: 'wrong code', signUp: 'closed', ask: guess, samples, kinds: ['known', 'unknown'] },
		{ name: 'forgotten', signUp: 'closed', ask: forget, samples, kinds: ['known', 'unknown'] },
		{ name: 'forgotten', signUp: 'closed', ask: forget, samples, kinds: ['known', 'disabled'] },
		{
			name: 'wrong password',
			signUp: 'closed',
			ask: logIn,
			samples: hashed,
			kinds: ['known', 'unknown'],
		},
	];
}
