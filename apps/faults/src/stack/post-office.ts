import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type MailSink, unwrap } from './mail-sink.ts';
import { until } from './program.ts';
import { dripInto, readLines } from './smtp-lines.ts';

/**
 * What a mail server does with a mail: takes it; refuses it for good (550) or for now (451); answers after half a minute;
 * never answers; answers with a byte a second; lets go of the connection when it has the mail in full, before or after it
 * has taken it over.
 */
export type Manners =
	'take' | 'refuse' | 'later' | 'slow' | 'hang' | 'drip' | 'close-before' | 'close-after';

/** A mail it has taken over, whether the sender heard of it or not. */
export interface TakenMail {
	readonly to: string;
	readonly messageId: string;
	readonly code: string | undefined;
	/** The page of the link in it, like `/reset`, and the link's token. */
	readonly link: { readonly page: string; readonly token: string } | undefined;
	/** On the clock of `performance.now()`. */
	readonly at: number;
}

/** How it treats its callers. */
export interface PostOfficeOptions {
	/** Asked anew each time somebody is named as the recipient. */
	readonly manners?: (to: string) => Manners;
	/** How long it thinks before it wants to see a mail. */
	readonly dwellMs?: number;
}

/** A mail server that can be hurt, and keeps a book. */
export interface PostOffice extends MailSink {
	/** Every mail it has taken, twice where it came twice. */
	readonly taken: readonly TakenMail[];
	/** How long it was waited for, each time it did not answer; in milliseconds. */
	readonly heldMs: readonly number[];
	/** The most connections that were open at the same time. */
	mostOpen(): number;
	/** Listens at its port, again. */
	open(): Promise<void>;
	/** Cuts all connections and refuses new ones. */
	close(): Promise<void>;
}

const CODE = /^\s*(\d{6})\s*$/m;
const LINK = /:\/\/[\w.:-]+(\/[\w/-]+)#t=([\w-]{43})\b/;
const MESSAGE_ID = /^message-id:\s*(<[^>]+>)/im;
const WITHIN_MS = 90_000;
const SLOW_MS = 30_000;

/** Starts one on a free port of 127.0.0.1. It speaks as much of SMTP as a sender of single mails needs. */
export async function startPostOffice(options: PostOfficeOptions = {}): Promise<PostOffice> {
	const { manners = () => 'take', dwellMs = 0 } = options;
	const taken: TakenMail[] = [];
	const heldMs: number[] = [];
	const open = new Set<Socket>();
	/** By address, those that nobody has waited for yet. */
	const unread = new Map<string, TakenMail[]>();
	let mostOpen = 0;

	function take(to: string, source: string): void {
		const mail = read(to, source);
		taken.push(mail);
		unread.set(to, [...(unread.get(to) ?? []), mail]);
	}

	/** The newest mail of a kind, which is read then, with those before it. Others may tell somebody of something. */
	async function next(to: string, isIt: (mail: TakenMail) => boolean): Promise<TakenMail> {
		let found: TakenMail | undefined;
		await until('a mail', () => (found = unread.get(to)?.findLast(isIt)) !== undefined, WITHIN_MS);
		if (found === undefined) throw new Error('No mail came.');
		const rest = (unread.get(to) ?? []).filter((mail) => !isIt(mail));
		if (rest.length > 0) unread.set(to, rest);
		else unread.delete(to);
		return found;
	}

	const server = createServer((socket) => {
		open.add(socket);
		mostOpen = Math.max(mostOpen, open.size);
		// A sender that is killed in the middle of a mail is what some experiments are about.
		socket.on('error', () => undefined);
		socket.once('close', () => open.delete(socket));
		greet(socket, { manners, dwellMs, take, heldMs });
	});
	async function listen(port: number): Promise<void> {
		server.listen(port, '127.0.0.1');
		await once(server, 'listening');
	}
	async function close(): Promise<void> {
		if (!server.listening) return;
		const closed = once(server, 'close');
		server.close();
		for (const socket of open) socket.destroy();
		await closed;
	}

	await listen(0);
	const { port } = server.address() as AddressInfo;
	return {
		url: `smtp://127.0.0.1:${String(port)}`,
		...{ taken, heldMs, close },
		open: () => listen(port),
		count: () => taken.length,
		mostOpen: () => mostOpen,
		async codeFor(address) {
			const { code } = await next(address, (mail) => mail.code !== undefined);
			return code ?? '';
		},
		async resetTokenFor(address) {
			const { link } = await next(address, (mail) => mail.link?.page === '/reset');
			return link?.token ?? '';
		},
		[Symbol.asyncDispose]: close,
	};
}

function read(to: string, source: string): TakenMail {
	const messageId = MESSAGE_ID.exec(source)?.[1] ?? '';
	const [, page, token] = LINK.exec(unwrap(source)) ?? [];
	const link = page === undefined || token === undefined ? undefined : { page, token };
	return { to, messageId, code: CODE.exec(source)?.[1], link, at: performance.now() };
}

interface Desk extends Required<PostOfficeOptions> {
	take(to: string, source: string): void;
	readonly heldMs: number[];
}

/** Serves one caller. */
function greet(socket: Socket, { manners, dwellMs, take, heldMs }: Desk): void {
	let to = '';
	let manner: Manners = 'take';
	const say = (line: string) => {
		socket.write(`${line}\r\n`);
	};

	/** From now on this connection is waited for in vain. */
	function hold(): void {
		const from = performance.now();
		socket.once('close', () => heldMs.push(performance.now() - from));
	}

	/** Says it half a minute later, if somebody still listens. */
	function sayLate(line: string): void {
		const timer = setTimeout(say, SLOW_MS, line);
		socket.once('close', () => {
			clearTimeout(timer);
		});
	}

	/** Hears for whom the mail is, and answers or does not. */
	function meet(line: string): void {
		to = /<([^>]*)>/.exec(line)?.[1] ?? '';
		manner = manners(to);
		if (manner === 'hang' || manner === 'drip' || manner === 'slow') hold();
		if (manner === 'drip') dripInto(socket, '250 one byte after the other\r\n');
		else if (manner === 'slow') sayLate('250 at last');
		else if (manner !== 'hang') say(RECIPIENT_ANSWERS[manner] ?? '250 fine');
	}

	readLines(socket, {
		onMail(source) {
			if (manner !== 'close-before') take(to, source);
			if (manner.startsWith('close')) socket.destroy();
			else say('250 taken');
		},
		onCommand(verb, line) {
			if (verb === 'RCPT') meet(line);
			else if (verb === 'DATA') setTimeout(say, dwellMs, '354 go on');
			else if (verb === 'QUIT') socket.end('221 bye\r\n');
			else say('250 fine');
		},
	});
	say('220 post office');
}

const RECIPIENT_ANSWERS: Partial<Record<Manners, string>> = {
	refuse: '550 5.1.1 nobody of that name',
	later: '451 4.3.0 not now',
};
