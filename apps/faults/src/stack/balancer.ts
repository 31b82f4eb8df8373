import { once } from 'node:events';
import {
	Agent,
	createServer,
	request as sendRequest,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

const CHECK_EVERY_MS = 250;
const CHECK_WITHIN_MS = 1000;
/** Shorter than the 65 s of the API, so that a connection is never used in the moment in which the other side lets go. */
const IDLE_MS = 30_000;
/** Longer than any client of ours keeps a connection, for the same reason. */
const KEPT_MS = 600_000;

/** Names the replica that answered, for those who count. */
export const SERVED_BY = 'x-served-by';

/** A load balancer before the replicas, which does what the usual ones do by default. */
export interface Balancer extends AsyncDisposable {
	readonly port: number;
	/** Requests that were given to a replica and got no answer from it. */
	lost(): number;
	/** Looks who is ready now, not only at the next turn. */
	look(): Promise<void>;
	/** Sends a replica nothing more, for good. */
	remove(port: number): void;
}

interface Upstream {
	readonly port: number;
	readonly agent: Agent;
	isUp: boolean;
	isRemoved: boolean;
}

/**
 * Hands each request to the next replica that says it is ready. One that a replica refused to take goes to
 * the next. One that a replica took and did not answer goes there too when it only reads; a write may have been
 * done, so its client hears 502.
 */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
	const upstreams = ports.map((port): Upstream => {
		const agent = new Agent({ keepAlive: true, maxSockets: 256, timeout: IDLE_MS });
		return { port, agent, isUp: true, isRemoved: false };
	});
	let turn = 0;
	let lost = 0;

	function next(tried: ReadonlySet<Upstream>): Upstream | undefined {
		turn = (turn + 1) % upstreams.length;
		const inTurn = [...upstreams.slice(turn), ...upstreams.slice(0, turn)];
		return inTurn.find((upstream) => upstream.isUp && !upstream.isRemoved && !tried.has(upstream));
	}

	async function serve(incoming: IncomingMessage, reply: ServerResponse): Promise<void> {
		const body = await buffer(incoming);
		const tried = new Set<Upstream>();
		for (let upstream = next(tried); upstream; upstream = next(tried)) {
			tried.add(upstream);
			const outcome = await forward(upstream, incoming, body, reply);
			if (outcome === 'answered') return;
			if (outcome === 'refused') upstream.isUp = false;
			if (outcome === 'lost' && incoming.method !== 'GET') {
				lost += 1;
				reply.writeHead(502).end();
				return;
			}
		}
		reply.writeHead(503, { 'x-balancer': 'nobody is ready' }).end();
	}

	async function look(): Promise<void> {
		const looks = upstreams.map(async (upstream) => {
			upstream.isUp = await isReady(upstream.port);
		});
		await Promise.all(looks);
	}

	const timer = setInterval(() => void look(), CHECK_EVERY_MS);
	const server = createServer((incoming, reply) => {
		// A client that has gone gets no answer.
		serve(incoming, reply).catch(() => reply.destroy());
	});
	server.keepAliveTimeout = KEPT_MS;
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		lost: () => lost,
		look,
		remove(port) {
			for (const upstream of upstreams) upstream.isRemoved ||= upstream.port === port;
		},
		async [Symbol.asyncDispose]() {
			clearInterval(timer);
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			for (const { agent } of upstreams) agent.destroy();
		},
	};
}

type Outcome = 'answered' | 'refused' | 'lost';

function forward(
	{ port, agent }: Upstream,
	{ method, url, headers }: IncomingMessage,
	body: Buffer,
	reply: ServerResponse,
): Promise<Outcome> {
	return new Promise((resolve) => {
		const { connection: _own, ...others } = headers;
		const options = { host: '127.0.0.1', port, agent, method, path: url, headers: others };
		const outgoing = sendRequest(options, (answer) => {
			const { connection: _theirs, 'keep-alive': _too, ...rest } = answer.headers;
			buffer(answer).then(
				(content) => {
					reply.writeHead(answer.statusCode ?? 502, { ...rest, [SERVED_BY]: String(port) });
					reply.end(content);
					resolve('answered');
				},
				() => {
					resolve('lost');
				},
			);
		});
		outgoing.once('error', ({ code }: NodeJS.ErrnoException) => {
			resolve(code === 'ECONNREFUSED' ? 'refused' : 'lost');
		});
		outgoing.end(body);
	});
}

async function isReady(port: number): Promise<boolean> {
	try {
		const response = await fetch(`http://127.0.0.1:${String(port)}/health/ready`, {
			signal: AbortSignal.timeout(CHECK_WITHIN_MS),
		});
		await response.body?.cancel();
		return response.ok;
	} catch {
		return false;
	}
}
