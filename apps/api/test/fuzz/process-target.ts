import { readFile } from 'node:fs/promises';
import { Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { WEB_ORIGIN } from '../app.ts';
import { contract } from '../contract.ts';
import { createTestDatabase } from '../database.ts';
import { type Answer, createDeclaredCheck } from '../declared.ts';
import { codeIn } from '../mail.ts';
import { startApi } from '../process.ts';
import { openMailSink } from './mail-sink.ts';
import { cookieHeader, type Jar, pairOf, type Target } from './target.ts';

const ERROR_LEVEL = 50;
const PATIENCE_MS = 5000;
const PATH = '/auth/passwordless/email';
const SETTINGS = {
	NODE_ENV: 'test',
	SECRET_KEY: 'q7LhT2vXw9ZbN4mKr8JfC3sPy6GdUeAo',
	// What is kept by mistake ends the process before long.
	NODE_OPTIONS: '--max-old-space-size=64',
	MAIL_VIA: 'smtp',
	RATE_LIMIT_PER_MINUTE: '1000000000',
	RATE_LIMIT_CREDENTIALS_PER_MINUTE: '1000000000',
	MAILS_PER_MINUTE: '100',
	MAILS_PER_HOUR: '1000',
};

const DECODERS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
	br: (body) => brotliDecompressSync(body),
	deflate: (body) => inflateSync(body),
	gzip: (body) => gunzipSync(body),
	zstd: (body) => zstdDecompressSync(body),
};

interface Wanted {
	readonly method?: string;
	readonly url: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly payload?: string;
}

/** The API as a process of its own, over a real socket, on the engine of this run. */
export async function openProcess(): Promise<Target> {
	const database = await createTestDatabase({ migrate: false });
	const sink = await openMailSink();
	const api = await startApi({ ...SETTINGS, ...database.settings, SMTP_URL: sink.url });
	const agent = new Agent({ keepAlive: true });
	const assertDeclared = createDeclaredCheck(contract);
	let people = 0;

	const send = ({ method = 'GET', url, headers = {}, payload }: Wanted): Promise<Answer> =>
		new Promise((resolve, reject) => {
			const length = payload === undefined ? {} : { 'content-length': Buffer.byteLength(payload) };
			const options = { port: api.port, agent, method, path: url.replaceAll(' ', '%20') };
			httpRequest({ ...options, headers: { ...headers, ...length }, timeout: PATIENCE_MS })
				.on('response', (response) => {
					void buffer(response).then((body) => resolve(toAnswer(response, body)), reject);
				})
				.on('timeout', () => reject(new Error('no answer in time')))
				.on('error', reject)
				.end(payload);
		});

	const post = (path: string, payload: object, headers: Readonly<Record<string, string>> = {}) =>
		send({
			method: 'POST',
			url: path,
			headers: { origin: WEB_ORIGIN, 'content-type': 'application/json', ...headers },
			payload: JSON.stringify(payload),
		});

	return {
		async newcomer(pool) {
			const email = `person-${String((people += 1))}@example.com`;
			const jar: Jar = new Map();
			const sent = await post(`${PATH}/send`, { email });
			keep(jar, sent);
			const { authRequestId } = sent.json<{ authRequestId: string }>();
			const code = codeIn(await sink.next(email));
			const cookie = cookieHeader(jar);
			keep(jar, await post(`${PATH}/verify/code`, { authRequestId, code }, { cookie }));
			pool.add('email', email);
			return jar;
		},
		async send(shot, jar) {
			const cookie = jar === null ? {} : { cookie: cookieHeader(jar) };
			const answer = await send({ ...shot, headers: { ...cookie, ...shot.headers } });
			assertDeclared(shot.method, shot.url, answer);
			return answer;
		},
		readMails: async (pool) => {
			for (const mail of sink.take()) pool.learnFromMail(mail);
		},
		mistakes: () => api.logLines().filter(({ level }) => Number(level) >= ERROR_LEVEL),
		memory: () => residentBytes(api.pid),
		async [Symbol.asyncDispose]() {
			agent.destroy();
			await api[Symbol.asyncDispose]();
			await sink[Symbol.asyncDispose]();
			await database[Symbol.asyncDispose]();
		},
	};
}

function toAnswer({ statusCode = 0, headers }: IncomingMessage, packed: Buffer): Answer {
	const body = (DECODERS[headers['content-encoding'] ?? '']?.(packed) ?? packed).toString();
	return { statusCode, headers, body, json: () => JSON.parse(body) as never };
}

function keep(jar: Jar, { headers }: Answer): void {
	for (const cookie of [headers['set-cookie'] ?? []].flat()) jar.set(...pairOf(cookie));
}

/** What a process holds in memory, where the system says so in `/proc`. */
async function residentBytes(pid: number): Promise<number | undefined> {
	const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
	const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
	return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
