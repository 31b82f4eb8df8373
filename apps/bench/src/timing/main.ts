/** `pnpm bench timing`: whether a clock tells known addresses from unknown ones. */
import { randomInt, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { stop } from '../pinned-process.ts';
import { startPostern } from '../postern-server.ts';
import { median } from '../report.ts';
import { type Case, cases, type Kind } from './cases.ts';
import { startMailSink } from '../mail-sink.ts';
import { readSamples } from './options.ts';
import { hangUp } from './stopwatch.ts';
import { compare } from './two-samples.ts';

const SERVER_CORE = 0;
const PORT = 8193;
const API_URL = `http://127.0.0.1:${String(PORT)}`;
const WARM_UP = 100;
/** SECURITY: below it the two are taken for different. */
const P_MIN = 0.01;

const samples = readSamples(process.argv.slice(2));
const sink = await startMailSink();
let isSuspicious = false;
for (const each of cases(samples)) {
	isSuspicious = !(await run(each)) || isSuspicious;
}
await sink[Symbol.asyncDispose]();
hangUp();
if (isSuspicious) {
	console.log(
		'\nA case below p = 0.01 is run again: of a hundred equal ones, one looks different.',
	);
	process.exitCode = 1;
}

/** Asks about both kinds in random order and compares the times; false when they differ. */
async function run({ name, signUp, ask, samples: count, kinds }: Case): Promise<boolean> {
	const folder = await mkdtemp(join(tmpdir(), 'postern-timing-'));
	const settings = {
		SIGN_UP: signUp,
		MAIL_VIA: 'resend',
		RESEND_API_KEY: 'a-key-for-the-sink',
		RESEND_URL: sink.url,
		RATE_LIMIT_CREDENTIALS_PER_MINUTE: '1000000000',
	};
	const api = await startPostern(SERVER_CORE, PORT, folder, settings);
	try {
		const turns = shuffled(seed(folder, kinds, count + WARM_UP));
		const times: [number[], number[]] = [[], []];
		for (const [index, { email, side }] of turns.entries()) {
			const { milliseconds, status } = await ask(API_URL, email);
			if (status >= 500 || status === 429) throw new Error(`answered ${String(status)}`);
			if (index >= 2 * WARM_UP) times[side].push(milliseconds);
		}
		return tell(`${name}: ${kinds.join(' against ')}`, times);
	} finally {
		await stop(api);
		await rm(folder, { recursive: true });
	}
}

interface Turn {
	readonly email: string;
	readonly side: 0 | 1;
}

/** Makes the accounts that there are, and says whom to ask about. Each address is asked about once. */
function seed(folder: string, kinds: readonly [Kind, Kind], count: number): Turn[] {
	using database = new DatabaseSync(join(folder, 'postern.sqlite'), { timeout: 5000 });
	const now = Date.now();
	const add = database.prepare(
		'insert into user (id, email, created_at, disabled_at) values (?, ?, ?, ?)',
	);
	const turns: Turn[] = [];
	database.exec('begin');
	for (let index = 0; index < count; index += 1) {
		for (const side of [0, 1] as const) {
			const email = `${randomUUID()}@example.com`;
			if (kinds[side] !== 'unknown') {
				add.run(randomUUID(), email, now, kinds[side] === 'disabled' ? now : null);
			}
			turns.push({ email, side });
		}
	}
	database.exec('commit');
	return turns;
}

function shuffled<T>(items: T[]): T[] {
	for (let last = items.length - 1; last > 0; last -= 1) {
		const other = randomInt(last + 1);
		[items[last], items[other]] = [items[other] as T, items[last] as T];
	}
	return items;
}

function tell(name: string, [first, second]: readonly [number[], number[]]): boolean {
	const { distance, p } = compare(first, second);
	const cells = [
		`n ${String(first.length)}+${String(second.length)}`,
		`median ${median(first).toFixed(3)} / ${median(second).toFixed(3)} ms`,
		`D ${distance.toFixed(4)}`,
		`p ${p.toFixed(3)}`,
		p >= P_MIN ? 'alike' : 'DIFFERENT',
	];
	console.log(`${name.padEnd(44)}${cells.join('   ')}`);
	return p >= P_MIN;
}
