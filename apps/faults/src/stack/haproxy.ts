import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, startAs } from '@postern/local-servers';
import { until } from './program.ts';

const PROGRAM = '/usr/sbin/haproxy';

/** A load balancer that others wrote, so that ours does not judge alone. */
export interface HaProxy extends AsyncDisposable {
	readonly port: number;
}

/** Whether this machine has one. */
export const hasHaProxy = (): boolean => existsSync(PROGRAM);

/** Starts it before some replicas, with its own defaults and a look at readiness four times a second. */
export async function startHaProxy(ports: readonly number[]): Promise<HaProxy> {
	const folder = await mkdtemp(join(tmpdir(), 'postern-faults-haproxy-'));
	const port = await findFreePort();
	const file = join(folder, 'haproxy.cfg');
	await writeFile(file, configuration(port, ports));
	const server = startAs({}, PROGRAM, ['-db', '-f', file]);
	const killNow = () => {
		server.kill('SIGKILL');
		rmSync(folder, { recursive: true, force: true });
	};
	process.once('exit', killNow);
	await until(`HAProxy\n${server.output()}`, async () => {
		const url = `http://127.0.0.1:${port}/health/ready`;
		return fetch(url).then(
			({ ok }) => ok,
			() => false,
		);
	});
	return {
		port,
		async [Symbol.asyncDispose]() {
			await server.end('SIGKILL');
			process.off('exit', killNow);
			await rm(folder, { recursive: true, force: true });
		},
	};
}

/** Without a patience of its own a check has only its interval, and a busy moment takes all replicas out at once. */
function configuration(port: number, ports: readonly number[]): string {
	const servers = ports.map((each, index) => `	server api${index} 127.0.0.1:${each} check`);
	return `defaults
	mode http
	timeout connect 1s
	timeout client 60s
	timeout server 60s
	timeout http-keep-alive 300s
	timeout check 2s
	option redispatch
	option httpchk GET /health/ready
	default-server inter 250ms fall 1 rise 1
listen api
	bind 127.0.0.1:${port}
${servers.join('\n')}
`;
}
