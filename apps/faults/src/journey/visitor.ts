import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { SERVED_BY } from '../stack/balancer.ts';
import { WEB_ORIGIN } from '../stack/fleet.ts';
import type { Answer, HttpClient } from './http.ts';
import type { Entry, Ledger } from './ledger.ts';

/** What an answer has to be to be right. */
export interface Expected {
	readonly status: number;
	/** Whether the content is right as well. */
	readonly isRight?: (body: unknown) => boolean;
}

/** What a visitor may do besides the usual. */
export interface CallOptions {
	readonly body?: unknown;
	readonly expect?: Expected;
	/** The Idempotency-Key; a new one by default. */
	readonly key?: string;
}

/** A browser: it keeps cookies, has an address of its own, and says where its page is from. */
export interface Visitor {
	readonly email: string;
	/** The same browser speaking to another replica, as behind a balancer: cookies and address stay. */
	via(client: HttpClient): Visitor;
	/** The same browser, which keeps its cookies to itself from here on: one of several requests at the same time. */
	twin(client: HttpClient): Visitor;
	/** Sends one request and writes down whether the answer was right. */
	call(name: string, method: string, path: string, options?: CallOptions): Promise<Answer>;
	/** The Cookie header as it stands. */
	cookie(): string;
	/** Takes over the cookies of another: the same browser, or a thief. */
	takeCookies(cookie: string): void;
}

/** An address that nobody has: 198.18.0.0/15 is set aside for measuring (RFC 2544). */
export const randomAddress = (): string =>
	`198.${String(randomInt(18, 20))}.${String(randomInt(256))}.${String(randomInt(1, 255))}`;

/** A new browser of a person with a new e-mail address. */
export function createVisitor(
	client: HttpClient,
	ledger: Pick<Ledger, 'add'>,
	email = `p${randomBytes(8).toString('hex')}@example.com`,
	{ jar = new Map<string, string>(), address = randomAddress() } = {},
): Visitor {
	const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');

	function keepCookies(lines: readonly string[]): void {
		for (const line of lines) {
			const [pair = ''] = line.split(';');
			const at = pair.indexOf('=');
			const name = pair.slice(0, at);
			if (/max-age=0\b/i.test(line)) jar.delete(name);
			else jar.set(name, pair.slice(at + 1));
		}
	}

	return {
		email,
		cookie,
		via: (other) => createVisitor(other, ledger, email, { jar, address }),
		twin: (other) => createVisitor(other, ledger, email, { jar: new Map(jar), address }),
		takeCookies: (text) => {
			for (const pair of text.split('; ')) keepCookies([pair]);
		},
		async call(name, method, path, { body, key, expect = { status: 200 } } = {}) {
			const answer = await client.send({
				method,
				path,
				headers: {
					origin: WEB_ORIGIN,
					'x-forwarded-for': address,
					...(jar.size > 0 && { cookie: cookie() }),
					...(method !== 'GET' && { 'idempotency-key': key ?? randomUUID() }),
				},
				...(body !== undefined && { body }),
			});
			keepCookies(answer.headers['set-cookie'] ?? []);
			ledger.add({ name, ...judge(answer, expect) });
			return answer;
		},
	};
}

function judge(answer: Answer, expect: Expected): Omit<Entry, 'name'> {
	const { status, sentAt, tookMs, headers, body } = answer;
	const hasStatus = status === expect.status;
	const isRight = hasStatus && (expect.isRight?.(body) ?? true);
	const servedBy = headers[SERVED_BY];
	return {
		...{ status, sentAt, tookMs, isRight },
		remark: isRight ? '' : remarkOn(answer, hasStatus),
		...(typeof servedBy === 'string' && { servedBy }),
	};
}

function remarkOn({ status, error, body }: Answer, hasStatus: boolean): string {
	if (error !== null) return error;
	if (hasStatus) return 'wrong content';
	const { code = '' } = (body ?? {}) as { code?: string };
	return `${String(status)} ${code}`.trim();
}
