import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { slopeOf } from '../src/experiments/r24-soak.ts';
import { askAsMany } from '../src/journey/many-addresses.ts';
import { createWayIn } from '../src/stack/inside.ts';
import { startProgram, until } from '../src/stack/program.ts';

/** Says what time it is, by each way of asking, at every signal; and how long five minutes take. */
const TELLER = `
	const say = () => console.log(JSON.stringify([
		Date.now(), new Date().getTime(), Date.parse(Date()), new Date(0).getTime(), new Date() instanceof Date,
	]));
	setInterval(say, 20);
	setTimeout(() => console.log('swept'), 5 * 60 * 1000);
	say();
`;

describe('a way into a process', () => {
	test('sets its clock, tells what it holds, and lets it sweep sooner', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'postern-faults-test-'));
		await using wayIn = await createWayIn({ sweepAfterMs: 50 });
		await writeFile(join(folder, 'teller.js'), TELLER);
		await wayIn.setAhead(-3600);
		const teller = startProgram('teller.js', wayIn.settings, { folder });
		try {
			wayIn.leadsTo({ signal: teller.kill, isRunning: teller.isRunning });
			const hourOff = async (seconds: number) => {
				const lines = teller.output().length;
				await until('a word', () => teller.output().slice(lines).split('\n').length > 3);
				const last = teller
					.output()
					.slice(lines)
					.split('\n')
					.filter((line) => line.startsWith('['))
					.at(-2);
				const [now = 0, plain = 0, text = 0, given, isDate] = JSON.parse(last ?? '[]') as number[];
				for (const time of [now, plain, text]) {
					expect(Math.abs(time - Date.now() - seconds * 1000)).toBeLessThan(30_000);
				}
				expect([given, isDate]).toEqual([0, true]);
			};
			await hourOff(-3600);
			await wayIn.setAhead(3600);
			await hourOff(3600);
			await wayIn.setAhead(0);
			await hourOff(0);
			const { heapBytes, resources } = await wayIn.look();
			expect(heapBytes).toBeGreaterThan(1e6);
			expect(resources['Timeout']).toBeGreaterThan(0);
			await until('a sweep', () => teller.output().includes('swept'));
		} finally {
			teller.kill('SIGKILL');
			await teller.ended;
			await rm(folder, { recursive: true });
		}
	});
});

test('many clients have an address each, and every answer is counted', async () => {
	const seen = new Set<string>();
	const server = createServer((request, reply) => {
		const address = String(request.headers['x-forwarded-for']);
		reply.statusCode = seen.has(address) ? 429 : 401;
		seen.add(address);
		reply.end('{"status":401,"text":"HTTP/1.1"}');
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	expect(await askAsMany({ port, from: 65_000, count: 2000 })).toEqual({ 401: 2000 });
	expect(seen.size).toBe(2000);
	expect(await askAsMany({ port, from: 0, count: 300, distinct: 100 })).toEqual({
		401: 100,
		429: 200,
	});
	server.close();
});

test('a slope is that of the nearest line', () => {
	expect(
		slopeOf([
			[0, 1],
			[1, 3],
			[2, 5],
		]),
	).toBeCloseTo(2);
	expect(
		slopeOf([
			[0, 1],
			[1, 2],
			[2, 1],
		]),
	).toBeCloseTo(0);
	expect(slopeOf([[1, 1]])).toBeNaN();
});
