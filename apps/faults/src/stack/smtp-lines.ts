import type { Socket } from 'node:net';

/** Who is told of what was read. */
export interface SmtpReader {
	/** The source of a mail, in full. */
	onMail(source: string): void;
	/** A command: its first four letters in capitals, and its whole line. */
	onCommand(verb: string, line: string): void;
}

const END = '\r\n.\r\n';
const DRIP_MS = 1000;

/** Reads commands, and after DATA a mail up to its lonely dot. */
export function readLines(socket: Socket, { onMail, onCommand }: SmtpReader): void {
	let text = '';
	let isMail = false;

	/** Handles one command or mail; false when there is none in full. */
	function step(): boolean {
		const mark = isMail ? END : '\r\n';
		const at = text.indexOf(mark);
		if (at < 0) return false;
		const part = text.slice(0, at);
		text = text.slice(at + mark.length);
		if (isMail) {
			isMail = false;
			onMail(part);
			return true;
		}
		const verb = part.slice(0, 4).toUpperCase();
		isMail = verb === 'DATA';
		onCommand(verb, part);
		return true;
	}

	socket.setEncoding('utf8').on('data', (chunk: string) => {
		text += chunk;
		while (step());
	});
}

/** Sends a text a byte a second, for as long as somebody listens. */
export function dripInto(socket: Socket, text: string): void {
	let sent = 0;
	const timer = setInterval(() => {
		socket.write(text.charAt(sent));
		sent += 1;
		if (sent === text.length) clearInterval(timer);
	}, DRIP_MS);
	socket.once('close', () => {
		clearInterval(timer);
	});
}
