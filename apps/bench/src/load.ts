/**
 * Keeps connections busy for some seconds and prints what came back. It reads no more of an answer than
 * its status and length, so that it costs less than any server it measures.
 * Arguments: port, connections, seconds, path, expected status, file with one cookie a line (or `-`).
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const [port, connections, seconds, path, status, cookieFile] = process.argv.slice(2);
const cookies = cookieFile === '-' ? [''] : readFileSync(cookieFile ?? '', 'utf8').split('\n');
const requests = cookies.map((cookie) =>
	Buffer.from(
		`GET ${path ?? '/'} HTTP/1.1\r\nHost: 127.0.0.1\r\n${cookie ? `Cookie: ${cookie}\r\n` : ''}\r\n`,
	),
);
const expected = `HTTP/1.1 ${status ?? ''}`;
const HEAD_END = '\r\n\r\n';
const latencies: number[] = [];
let unexpected = 0;
let isOver = false;

/** The length of the first whole answer in a text, or 0 while it is not whole. */
function answerLength(text: string): number {
	const headEnd = text.indexOf(HEAD_END);
	if (headEnd === -1) return 0;
	const at = text.toLowerCase().indexOf('content-length: ');
	const length = headEnd + HEAD_END.length + Number.parseInt(text.slice(at + 16, at + 26), 10);
	return text.length >= length ? length : 0;
}

function run(): Promise<void> {
	return new Promise((resolve, reject) => {
		const socket = connect({ host: '127.0.0.1', port: Number(port), noDelay: true });
		let received = '';
		let sentAt = 0;
		const ask = () => {
			const request = requests[Math.floor(Math.random() * requests.length)];
			sentAt = performance.now();
			if (request) socket.write(request);
		};
		socket.on('connect', ask);
		socket.on('error', reject);
		socket.on('close', () => {
			resolve();
		});
		socket.on('data', (chunk) => {
			received += chunk.toString('latin1');
			const length = answerLength(received);
			if (length === 0) return;
			latencies.push(performance.now() - sentAt);
			if (!received.startsWith(expected)) unexpected += 1;
			received = received.slice(length);
			if (isOver) socket.end();
			else ask();
		});
	});
}

const started = performance.now();
setTimeout(
	() => {
		isOver = true;
	},
	Number(seconds) * 1000,
);
await Promise.all(Array.from({ length: Number(connections) }, run));
const elapsed = (performance.now() - started) / 1000;
latencies.sort((left, right) => left - right);
const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
console.log(
	JSON.stringify({
		perSecond: latencies.length / elapsed,
		requests: latencies.length,
		unexpected,
		p50: at(0.5),
		p99: at(0.99),
	}),
);
