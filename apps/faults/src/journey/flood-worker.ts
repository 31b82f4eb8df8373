/** The thread of flood.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FloodOptions, Flooded } from './flood.ts';
import { type Answer, createHttpClient } from './http.ts';
import { PASSWORD } from './journeys.ts';
import { createVisitor } from './visitor.ts';

const options = workerData as FloodOptions;
const { port, kind, seconds, atOnce, perSecond } = options;
const TICK_MS = 5;
const MS_PER_SECOND = 1000;

const client = createHttpClient(port);
const noLedger = { add: () => undefined };
const answers: Record<string, number> = {};
let sent = 0;
let unsent = 0;
let under = 0;
let withoutRetryAfter = 0;

/** Everybody is a new browser at an address of its own: what holds must hold against many. */
function send(number: number): Promise<Answer> {
	const { emails = [], cookies = [] } = options;
	if (kind === 'who am I') {
		const visitor = createVisitor(client, noLedger);
		visitor.takeCookies(cookies[number % cookies.length] ?? '');
		return visitor.call(kind, 'GET', '/users/me');
	}
	const isRight = kind === 'right password';
	const visitor = createVisitor(
		client,
		noLedger,
		isRight ? emails[number % emails.length] : undefined,
	);
	const password = isRight ? PASSWORD : 'not the password at all';
	return visitor.call(kind, 'POST', '/auth/login', { body: { email: visitor.email, password } });
}

async function ask(number: number): Promise<void> {
	sent += 1;
	under += 1;
	const { status, error, headers } = await send(number);
	under -= 1;
	const answer = error ?? String(status);
	answers[answer] = (answers[answer] ?? 0) + 1;
	const isRefused = status === 429 || status === 503;
	if (isRefused && headers['retry-after'] === undefined) withoutRetryAfter += 1;
}

const from = performance.now();
const elapsed = () => (performance.now() - from) / MS_PER_SECOND;

async function press(lane: number): Promise<void> {
	for (let number = lane; elapsed() < seconds; number += atOnce) await ask(number);
}

async function keepPace(pace: number): Promise<void> {
	const asking: Promise<void>[] = [];
	while (elapsed() < seconds) {
		for (const due = Math.floor(elapsed() * pace); sent + unsent < due;) {
			if (under < atOnce) asking.push(ask(sent));
			else unsent += 1;
		}
		await new Promise((resolve) => setTimeout(resolve, TICK_MS));
	}
	await Promise.all(asking);
}

if (perSecond === undefined) {
	await Promise.all(Array.from({ length: atOnce }, (_, lane) => press(lane)));
} else await keepPace(perSecond);

const flooded: Flooded = { seconds: elapsed(), sent, unsent, answers, withoutRetryAfter };
parentPort?.postMessage(flooded);
