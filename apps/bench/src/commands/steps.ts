import { join } from 'node:path';
import { startPinned, stop, untilReady } from '../pinned-process.ts';
import { startPostern } from '../postern-server.ts';
import { median } from '../report.ts';
import { seedSqlite } from '../seed.ts';
import { measure, type Slice, type Target } from '../slice.ts';
import { SERVER_CORE, type Stage } from '../stage.ts';

const IN_STEPS = new URL('../../../api/scripts/in-steps.ts', import.meta.url);
const FIRST_PORT = 8193;

const STEPS = [
	'the bare route',
	'+ bounds on what comes in, no streams for bodies that are not there',
	'+ security headers, request id',
	'+ who may read and write (CORS, CSRF)',
	'+ the client’s budget and its headers',
	'+ the cookie read, its token hashed',
	'+ one log line',
	'+ session and account looked up, judged, noted as used',
	'+ the answer made of what was found',
] as const;

/**
 * What each thing that a checked request passes costs: servers that have one more of them each, in turns. The
 * processor time of a request is the least of all slices, since what else runs on a machine only ever adds.
 */
export async function benchSteps(stage: Stage): Promise<void> {
	const { comparison, options } = stage;
	console.log(`\nWhat a checked request passes: SQLite, ${String(options.sessions)} sessions`);
	const folder = await stage.newFolder();
	await stop(await startPostern(SERVER_CORE, FIRST_PORT, folder));
	const cookies = seedSqlite(folder, options.sessions);
	const wanted = cookies.map((cookie) => ({ path: '/users/me', cookie }));
	const targets: { target: Target; slices: Slice[] }[] = [];
	for (const [step, name] of STEPS.entries()) {
		const port = FIRST_PORT + step;
		const args = [String(port), String(step), join(folder, 'postern.sqlite')];
		const server = stage.keep(startPinned(SERVER_CORE, IN_STEPS, args));
		await untilReady(`http://127.0.0.1:${String(port)}/users/me`, server);
		const target = await stage.target(name, [{ process: server, port }], { wanted });
		await measure(target, comparison.load);
		targets.push({ target, slices: [] });
	}
	for (let round = 0; round < options.rounds; round += 1) {
		for (const { target, slices } of targets) slices.push(await measure(target, comparison.load));
	}
	let before = 0;
	for (const { target, slices } of targets) {
		const cpu = slices.map(({ cpuMicros }) => cpuMicros ?? Number.NaN);
		const least = Math.min(...cpu);
		const more = before === 0 ? '' : `${least < before ? '' : '+'}${(least - before).toFixed(1)}`;
		const cells = [least.toFixed(1), more, median(cpu).toFixed(1)];
		console.log(`${target.name.padEnd(72)}${cells.map((cell) => cell.padStart(8)).join('')}`);
		before = least;
	}
	console.log(
		'Microseconds of the processor for a request: the least, more than before, the median.',
	);
}
