import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { MailSink } from './mail-sink.ts';
import { startPostOffice } from './post-office.ts';
import { type Settings, until } from './program.ts';
import { startRelay } from './relay.ts';

/** Who takes mails from the API, and can become so slow that it helps nobody. */
export interface MailHost extends Pick<MailSink, 'codeFor'>, AsyncDisposable {
	/** How slow it becomes, for people. */
	readonly name: string;
	/** What a process is started with to use it. */
	readonly settings: Settings;
	/** Becomes slow, or well again. */
	suffer(whether: boolean): void;
	/** Whether it has taken a mail to an address. */
	has(address: string): boolean;
	/** The most that waited for it at the same time; unset where nobody can tell. */
	readonly mostWaiting?: () => number;
}

const SLOW_MS = 30_000;
const WITHIN_MS = 90_000;
const CODE = /^\s*(\d{6})\s*$/m;

/** A mail server that answers half a minute after it was told for whom a mail is. */
export async function startSlowSmtp(): Promise<MailHost> {
	let isSlow = false;
	const office = await startPostOffice({ manners: () => (isSlow ? 'slow' : 'take') });
	return {
		name: 'a mail server that answers after 30 s',
		settings: { SMTP_URL: office.url },
		suffer: (whether) => (isSlow = whether),
		has: (address) => office.taken.some(({ to }) => to === address),
		mostWaiting: office.mostOpen,
		codeFor: office.codeFor,
		[Symbol.asyncDispose]: () => office[Symbol.asyncDispose](),
	};
}

/** A mail server whose packets vanish. */
export async function startSilentSmtp(): Promise<MailHost> {
	await using stack = new AsyncDisposableStack();
	const office = stack.use(await startPostOffice());
	const relay = stack.use(await startRelay(Number(new URL(office.url).port)));
	const owned = stack.move();
	return {
		name: 'a mail server that never answers',
		settings: { SMTP_URL: `smtp://127.0.0.1:${String(relay.port)}` },
		suffer: (whether) => {
			relay.behave(whether ? 'swallow' : 'pass');
		},
		has: (address) => office.taken.some(({ to }) => to === address),
		codeFor: office.codeFor,
		[Symbol.asyncDispose]: () => owned.disposeAsync(),
	};
}

/** An API that takes mails by HTTP, as Resend's does, and answers half a minute later. */
export async function startSlowMailApi(): Promise<MailHost> {
	const codes = new Map<string, string | undefined>();
	const open = new Set<ServerResponse>();
	let isSlow = false;
	let mostWaiting = 0;

	async function take(incoming: IncomingMessage, reply: ServerResponse): Promise<void> {
		open.add(reply);
		mostWaiting = Math.max(mostWaiting, open.size);
		reply.once('close', () => open.delete(reply));
		const { to, text } = (await json(incoming)) as { to: string[]; text: string };
		if (isSlow) await new Promise((resolve) => setTimeout(resolve, SLOW_MS).unref());
		if (reply.destroyed) return;
		for (const address of to) codes.set(address, CODE.exec(text)?.[1]);
		reply.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"1"}');
	}

	const server = createServer((incoming, reply) => {
		take(incoming, reply).catch(() => reply.destroy());
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		name: 'a mail API that answers after 30 s',
		settings: {
			...{ MAIL_VIA: 'resend', SMTP_URL: '', RESEND_API_KEY: 're_123456789012345678901234' },
			RESEND_URL: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
		},
		suffer: (whether) => (isSlow = whether),
		has: (address) => codes.has(address),
		mostWaiting: () => mostWaiting,
		async codeFor(address) {
			await until('a mail', () => codes.get(address) !== undefined, WITHIN_MS);
			return codes.get(address) ?? '';
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
