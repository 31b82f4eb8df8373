import { Agent, request } from 'node:http';

/** An answer, and how long it took. */
export interface Timed {
	readonly milliseconds: number;
	readonly status: number;
	readonly body: string;
	readonly cookie: string;
}

const NANOSECONDS = 1_000_000;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Posts JSON on a connection that stays open, and takes the time until the answer is complete. */
export function post(url: string, body: object, cookie = ''): Promise<Timed> {
	const text = JSON.stringify(body);
	const headers = {
		origin: 'https://app.example.com',
		'content-type': 'application/json',
		'content-length': Buffer.byteLength(text),
		...(cookie === '' ? {} : { cookie }),
	};
	return new Promise((resolve, reject) => {
		const begun = process.hrtime.bigint();
		const sent = request(url, { method: 'POST', agent, headers }, (response) => {
			let answer = '';
			response.setEncoding('utf8');
			response.on('data', (part: string) => (answer += part));
			response.once('end', () => {
				resolve({
					milliseconds: Number(process.hrtime.bigint() - begun) / NANOSECONDS,
					status: response.statusCode ?? 0,
					body: answer,
					cookie: response.headers['set-cookie']?.[0]?.split(';')[0] ?? '',
				});
			});
		});
		sent.once('error', reject);
		sent.end(text);
	});
}

/** Lets go of the connection. */
export function hangUp(): void {
	agent.destroy();
}
