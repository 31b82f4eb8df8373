import type { Conditions, Experiment, Row } from '../experiment.ts';
import { createHttpClient, type HttpClient } from '../journey/http.ts';
import { signInByCode } from '../journey/journeys.ts';
import { createLedger } from '../journey/ledger.ts';
import { createVisitor, randomAddress, type Visitor } from '../journey/visitor.ts';
import { type Fleet, startFleet } from '../stack/fleet.ts';

const REQUESTS = 1000;
const AT_ONCE = 20;

/** Ways for a session to end: by itself, or by another session of the same person. */
const ENDINGS: Readonly<Record<string, (ended: Visitor, other: Visitor) => Promise<unknown>>> = {
	'sign out': (ended) =>
		ended.call('sign out', 'POST', '/auth/logout', { expect: { status: 204 } }),
	'end one': async (ended, other) => {
		const { body } = await ended.call('list sessions', 'GET', '/users/me/sessions');
		const own = (body as { sessions: { id: string; isThisSession: boolean }[] }).sessions;
		const id = own.find(({ isThisSession }) => isThisSession)?.id ?? '';
		return other.call('end one', 'DELETE', `/users/me/sessions/${id}`, { expect: { status: 204 } });
	},
	'end others': (_ended, other) =>
		other.call('end others', 'POST', '/users/me/sessions/end-others'),
};

/** R8: an ending that was acknowledged by one replica holds for the very next request on every other. */
export const revocation: Experiment = {
	id: 'R8',
	title: 'A session ends on one replica; the others are asked 1,000 times with its cookie',
	async run(conditions, report) {
		await using fleet = await startFleet({ hasRedis: true });
		for (const ending of Object.keys(ENDINGS)) report(await tryEnding(fleet, ending, conditions));
		const { redis, redisRelay } = fleet;
		if (redis === null) return;
		redisRelay?.behave('swallow');
		const swallowed = await tryEnding(fleet, 'end one', conditions);
		report({ ...swallowed, situation: 'end one, packets to Redis vanish' });
		redisRelay?.behave('pass');
		await redis.kill();
		const killed = await tryEnding(fleet, 'end one', conditions);
		report({ ...killed, situation: 'end one, Redis killed' });
	},
};

async function tryEnding(fleet: Fleet, ending: string, { isQuick }: Conditions): Promise<Row> {
	const rounds = isQuick ? 1 : 5;
	let before = 0;
	let after = 0;
	let accepted = 0;
	for (let round = 0; round < rounds; round += 1) {
		const [first, ...others] = fleet.replicas.map(({ port }) => createHttpClient(port));
		if (first === undefined) throw new Error('There is no replica.');
		const { ended, other, ledger } = await twoSessions(first, fleet);
		// Already asking while the session ends: what is on its way then is no excuse afterwards.
		const asking = others.map((client) => ask(client, ended.cookie()));
		await Promise.all(asking.map(({ isWarm }) => isWarm));
		await ENDINGS[ending]?.(ended, other);
		const acknowledgedAt = performance.now();
		const answers = await Promise.all(asking.map((each) => each.finish(acknowledgedAt)));
		for (const { sentAt, status } of answers.flat()) {
			if (sentAt <= acknowledgedAt) before += Number(status === 200);
			else {
				after += 1;
				accepted += Number(status !== 401);
			}
		}
		if (ledger.wrong().length > 0) throw new Error(ledger.wrong()[0]?.remark);
		for (const client of [first, ...others]) client[Symbol.dispose]();
	}
	return {
		situation: ending,
		measures: [
			{ what: 'accepted before', value: before, atLeast: 1 },
			{ what: 'asked after the acknowledgement', value: after, atLeast: rounds * REQUESTS },
			{ what: 'accepted after it', value: accepted, atMost: 0 },
		],
	};
}

async function twoSessions(client: HttpClient, { mail }: Fleet) {
	const ledger = createLedger();
	const ended = createVisitor(client, ledger);
	await signInByCode(ended, mail, () => Promise.resolve());
	const other = createVisitor(client, ledger, ended.email);
	await signInByCode(other, mail, () => Promise.resolve());
	return { ended, other, ledger };
}

interface Answered {
	readonly sentAt: number;
	readonly status: number | null;
}

/** Asks without a break; `finish` lets it ask its share of the thousand after a moment, and gives all answers. */
function ask(client: HttpClient, cookie: string) {
	const all: Answered[] = [];
	const warm = Promise.withResolvers<undefined>();
	let since = Infinity;
	let left = REQUESTS / 2;
	const asking = Array.from({ length: AT_ONCE }, async () => {
		while (left > 0) {
			// From many addresses, so that no limit answers in the place of the check.
			const headers = { cookie, 'x-forwarded-for': randomAddress() };
			const answer = await client.send({ method: 'GET', path: '/users/me', headers });
			all.push(answer);
			if (answer.sentAt > since) left -= 1;
			if (all.length === AT_ONCE) warm.resolve(undefined);
		}
	});
	return {
		isWarm: warm.promise,
		async finish(acknowledgedAt: number): Promise<readonly Answered[]> {
			since = acknowledgedAt;
			await Promise.all(asking);
			return all;
		},
	};
}
