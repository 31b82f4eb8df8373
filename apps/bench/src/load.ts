/**
 * Keeps connections busy for some seconds and prints what came back. It reads no more of an answer than
 * its status and length, so that it costs less than any server it measures. With a rate, requests are sent at their
 * time whether or not earlier ones were answered, and the time they wait for a connection counts as theirs.
 * Arguments: ports, connections, seconds, requests a second (0: as many as go), expected status, file with the
 * requests as a JSON list.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

const [ports = '', connections, seconds, rate, status, file = ''] = process.argv.slice(2);
const requests = (JSON.parse(readFileSync(file, 'utf8')) as string[]).map((text) =>
	Buffer.from(text),
);
const targets = ports.split(',').map(Number);
const perSecond = Number(rate);
const expected = `HTTP/1.1 ${status ?? ''}`;
const HEAD_END = '\r\n\r\n';
const latencies: number[] = [];
/** The connections that wait, and the times of requests that wait for one. */
const idle: ((dueAt: number) => void)[] = [];
const late: number[] = [];
let sent = 0;
let unexpected = 0;
let firstUnexpected = '';
let isOver = false;

/** The length of the first whole answer in a text, or 0 while it is not whole. */
function answerLength(text: string): number {
	const headEnd = text.indexOf(HEAD_END);
	if (headEnd === -1) return 0;
	const at = text.slice(0, headEnd).toLowerCase().indexOf('content-length: ');
	const length = headEnd + HEAD_END.length + Number.parseInt(text.slice(at + 16, at + 26), 10);
	return text.length >= length ? length : 0;
}

function count(answer: string, sentAt: number): void {
	latencies.push(performance.now() - sentAt);
	if (answer.startsWith(expected)) return;
	unexpected += 1;
	firstUnexpected ||= answer.slice(0, 300);
}

/** One connection; resolves when it is closed. */
function run(port: number): Promise<void> {
	return new Promise((resolve, reject) => {
		const socket = connect({ host: '127.0.0.1', port, noDelay: true });
		let received = '';
		let sentAt = 0;
		const ask = (dueAt: number) => {
			sentAt = dueAt;
			sent += 1;
			const request = requests[sent % requests.length];
			if (request) socket.write(request);
		};
		socket.on('connect', () => {
			next(socket, ask);
		});
		socket.on('error', reject);
		socket.on('close', () => {
			resolve();
		});
		socket.on('data', (chunk) => {
			received += chunk.toString('latin1');
			const length = answerLength(received);
			if (length === 0) return;
			count(received, sentAt);
			received = received.slice(length);
			next(socket, ask);
		});
	});
}

/** What a connection does that has nothing to wait for. */
function next(socket: Socket, ask: (dueAt: number) => void): void {
	if (isOver) socket.end();
	else if (perSecond === 0) ask(performance.now());
	else {
		const dueAt = late.shift();
		if (dueAt === undefined) idle.push(ask);
		else ask(dueAt);
	}
}

/** Gives what is due to connections that wait. */
function pace(started: number): void {
	let due = 0;
	const timer = setInterval(() => {
		const now = performance.now();
		for (; due < ((now - started) / 1000) * perSecond; due += 1) {
			const dueAt = started + (due * 1000) / perSecond;
			const ask = idle.shift();
			if (ask) ask(dueAt);
			else late.push(dueAt);
		}
		if (isOver) {
			clearInterval(timer);
			process.exitCode = 0;
			finish(started);
		}
	}, 1);
}

function finish(started: number): void {
	const elapsed = (performance.now() - started) / 1000;
	latencies.sort((left, right) => left - right);
	const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
	const result = { perSecond: latencies.length / elapsed, requests: latencies.length };
	const figures = { ...result, unexpected, firstUnexpected, p50: at(0.5), p99: at(0.99) };
	process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit());
}

const started = performance.now();
setTimeout(
	() => {
		isOver = true;
	},
	Number(seconds) * 1000,
);
const all = Array.from({ length: Number(connections) }, (_, index) =>
	run(targets[index % targets.length] ?? 0),
);
if (perSecond > 0) pace(started);
else {
	await Promise.all(all);
	finish(started);
}
