import type { Answer } from '../declared.ts';
import { SECURITY_HEADERS } from '../problem.ts';
import { CANARY } from './hostile.ts';
import { createPool } from './pool.ts';
import type { Person, Shot } from './shots.ts';
import { type Jar, pairOf, type Target } from './target.ts';

const PEOPLE = 4;
const TYPES = ['application/json', 'application/problem+json', undefined];

/** Fires shots at an API and looks at what comes back. */
export interface Gallery {
	/** @throws with the shot when its answer must not be */
	fire(make: (pool: ReturnType<typeof createPool>) => Shot): Promise<void>;
	/** How often each status came. */
	readonly seen: ReadonlyMap<number, number>;
	/** Which operations succeeded at least once, as `METHOD /path` with ids taken out. */
	readonly succeeded: ReadonlySet<string>;
	/** Which of them gave a session, in the same form. */
	readonly entered: ReadonlySet<string>;
}

/** Opens one with people in it. */
export async function openGallery(target: Target): Promise<Gallery> {
	const pool = createPool();
	const jars: Jar[] = [];
	for (let each = 0; each < PEOPLE; each += 1) jars.push(await target.newcomer(pool));
	const seen = new Map<number, number>();
	const succeeded = new Set<string>();
	const entered = new Set<string>();
	/** Whose session somebody has ended: a stranger finds nothing but locked doors. */
	const locked = new WeakSet<Jar>();
	let last: Exclude<Person, 'same'> = 0;

	async function jarOf(person: Person): Promise<Jar | null> {
		if (person !== 'same') last = person;
		if (last === 'nobody') return null;
		const jar = jars[last];
		if (jar !== undefined && !locked.has(jar)) return jar;
		return (jars[last] = await target.newcomer(pool));
	}

	function learn(shot: Shot, jar: Jar | null, answer: Answer): void {
		const { statusCode, body } = answer;
		seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1);
		if (givesSession(answer)) entered.add(`${shot.method} ${templateOf(shot.url)}`);
		if (jar !== null) keepCookies(jar, answer);
		if (jar !== null && statusCode === 401) locked.add(jar);
		if (statusCode >= 300) return;
		succeeded.add(`${shot.method} ${templateOf(shot.url)}`);
		if (body !== '') pool.learnFrom(templateOf(shot.url), body);
	}

	return {
		seen,
		succeeded,
		entered,
		async fire(make) {
			const shot = make(pool);
			const jar = await jarOf(shot.person);
			const answer = await target.send(shot, jar).catch((error: unknown) => {
				throw new Error(`${describe(shot)}\n${String(error)}`, { cause: error });
			});
			const fault = faultOf(shot, answer, jars);
			if (fault !== null) {
				const { statusCode, body } = answer;
				throw new Error(`${fault}\n${describe(shot)}\n→ ${String(statusCode)} ${body}`);
			}
			learn(shot, jar, answer);
			await target.readMails(pool);
		},
	};
}

const RULES: Readonly<Record<string, (shot: Shot, answer: Answer) => boolean>> = {
	'the API made a mistake': (_, { statusCode }) => statusCode >= 500,
	'a safety header is missing': (_, { headers }) =>
		Object.entries(SECURITY_HEADERS).some(([name, value]) => headers[name] !== value),
	'the type is none of the API’s': (_, { headers }) =>
		!TYPES.includes(headers['content-type']?.split(';')[0]),
	'HEAD has a body': ({ method }, { body }) => method === 'HEAD' && body !== '',
	'a failure is no problem document': ({ method }, { statusCode, headers }) =>
		statusCode >= 400 &&
		method !== 'HEAD' &&
		headers['content-type']?.startsWith('application/problem+json') !== true,
	'a read set a cookie': ({ method }, { headers }) =>
		['GET', 'HEAD', 'OPTIONS'].includes(method) && headers['set-cookie'] !== undefined,
	'a failure repeats what was sent': (_, { statusCode, body }) =>
		statusCode >= 400 && body.includes(CANARY),
	'the answer shows the inside': (_, { statusCode, body }) =>
		statusCode >= 400 && /\.[jt]s:\d|node_modules|sqlite|postgres|select |insert /i.test(body),
};

function faultOf(shot: Shot, answer: Answer, jars: readonly Jar[]): string | null {
	for (const [fault, isAtFault] of Object.entries(RULES)) {
		if (isAtFault(shot, answer)) return fault;
	}
	const secrets = jars.flatMap((jar) => [...jar.values()]).filter(({ length }) => length >= 43);
	if (secrets.some((secret) => answer.body.includes(secret))) return 'the answer holds a secret';
	return null;
}

function givesSession({ headers }: Answer): boolean {
	const cookies = [headers['set-cookie'] ?? []].flat().map(pairOf);
	return cookies.some(([name, value]) => name.endsWith('session') && value !== '');
}

function keepCookies(jar: Jar, { headers }: Answer): void {
	for (const cookie of [headers['set-cookie'] ?? []].flat()) {
		const [name, value] = pairOf(cookie);
		if (value === '') jar.delete(name);
		else jar.set(name, value);
	}
}

function templateOf(url: string): string {
	const [path = ''] = url.split('?');
	return path.replace(/[\w-]{30,}/g, '{id}');
}

function describe({ method, url, headers, payload = '' }: Shot): string {
	return `${method} ${url}\n${JSON.stringify(headers)}\n${payload.slice(0, 2000)}`;
}
