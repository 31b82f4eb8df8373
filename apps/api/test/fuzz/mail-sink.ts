import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

const PATIENCE_MS = 5000;
const POLL_MS = 5;

/** What a mail says. */
interface Said {
	readonly to: string;
	readonly text: string;
}

/** Takes every mail and forgets it once it was read. */
export interface MailSink extends AsyncDisposable {
	readonly url: string;
	/** What came since the last time. */
	take(): readonly Said[];
	/** The first mail to an address. @throws when none comes within 5 s */
	next(to: string): Promise<Said>;
}

/** Starts one on a free port of this machine. */
export async function openMailSink(): Promise<MailSink> {
	let waiting: Said[] = [];
	const server = new SMTPServer({
		authOptional: true,
		disableReverseLookup: true,
		disabledCommands: ['STARTTLS'],
		closeTimeout: 1,
		onData: (stream, { envelope }, done) => {
			void readAll(stream)
				.then((message) => PostalMime.parse(message))
				.then(({ text = '' }) => {
					waiting.push({ to: envelope.rcptTo[0]?.address ?? '', text });
					done();
				}, done);
		},
	});
	server.on('error', () => undefined);
	server.listen(0, '127.0.0.1');
	await once(server.server, 'listening');
	const { port } = server.server.address() as AddressInfo;
	return {
		url: `smtp://127.0.0.1:${String(port)}`,
		take: () => {
			const taken = waiting;
			waiting = [];
			return taken;
		},
		async next(to) {
			for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
				const mail = waiting.find((each) => each.to === to);
				if (mail !== undefined) return mail;
				await sleep(POLL_MS);
			}
			throw new Error(`no mail to ${to}`);
		},
		[Symbol.asyncDispose]: () =>
			new Promise((resolve) => {
				server.close(resolve);
			}),
	};
}
