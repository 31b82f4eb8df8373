import { randomUUID } from 'node:crypto';
import type { Row } from '../../experiment.ts';
import type { Answer } from '../../journey/http.ts';
import { signInByCode } from '../../journey/journeys.ts';
import { createLedger } from '../../journey/ledger.ts';
import { lookAt, sendAmid, sendAtOnce } from '../../journey/repeats.ts';
import { createVisitor, type Visitor } from '../../journey/visitor.ts';
import { until } from '../../stack/program.ts';
import type { Several } from '../../stack/several.ts';

/** How often each request is sent. */
export const TIMES = 50;

/** Writes of a signed-in person: one for each Idempotency-Key, and one for each request without a shared one. */
export async function writesAtOnce(stage: Several): Promise<Row[]> {
	const visitor = await signIn(stage);
	const key = randomUUID();
	const add = (number: number, title: string, shared?: string) =>
		addTodo(visitor.via(stage.clientOf(number)), title, shared);
	const added = await sendAtOnce(TIMES, (number) => add(number, 'once', key));
	const other = await add(0, 'another', key);
	const rows = await countTodos(stage, 'once');
	const { id } = (added.answers[0]?.body ?? {}) as { readonly id?: string };
	const removing = randomUUID();
	const removed = await sendAtOnce(TIMES, (number) =>
		visitor
			.via(stage.clientOf(number))
			.call('remove', 'DELETE', `/todos/${String(id)}`, { key: removing }),
	);
	const apart = await sendAtOnce(TIMES, (number) => add(number, 'apart'));
	return [
		{
			situation: `${stage.engine}, a to-do added ${TIMES} times at once with one Idempotency-Key`,
			measures: [
				{ what: 'not acknowledged', value: added.others(201), atMost: 0 },
				{ what: 'different answers', value: added.contents(201), atMost: 1, atLeast: 1 },
				{
					what: 'answers that say they are a repetition',
					value: added.answers.filter(isReplay).length,
					atMost: TIMES - 1,
					atLeast: TIMES - 1,
				},
				{ what: 'to-dos', value: rows, atMost: 1, atLeast: 1 },
				{
					what: 'status for other content under the key',
					value: other.status ?? NaN,
					atMost: 422,
					atLeast: 422,
				},
				{ what: 'removed as often, not acknowledged', value: removed.others(204), atMost: 0 },
				{ what: 'to-dos afterwards', value: await countTodos(stage, 'once'), atMost: 0 },
				{
					what: 'to-dos of as many requests with a key each',
					value: await countTodos(stage, 'apart'),
					atMost: apart.count(201),
					atLeast: TIMES,
				},
			],
			remarks: [added.describe(), removed.describe(), apart.describe()],
		},
	];
}

/** The same, while every process is killed; then sent again with the same key. */
export async function killedAmid(stage: Several, rounds: number): Promise<Row[]> {
	const visitor = await signIn(stage);
	const found = { lost: 0, doubled: 0, changed: 0, before: 0, halfway: 0 };
	for (let round = 0; round < rounds; round += 1) {
		// From before the first answer to after the last but one.
		const wanted = Math.floor((round * TIMES) / rounds);
		const title = `amid ${round}`;
		const key = randomUUID();
		const copies = [...Array(TIMES).keys()].map((number) => newAddress(stage, visitor, number));
		const before = await sendAmid(
			TIMES,
			(number) => addTodo(copies[number] ?? visitor, title, key),
			{ answered: wanted, work: stage.killAll },
		);
		await stage.startAll();
		const again: Answer[] = [];
		await until('the write', async () => {
			again.push(await addTodo(newAddress(stage, visitor, round), title, key));
			return again.at(-1)?.status === 201;
		});
		const rows = await countTodos(stage, title);
		found.lost += Number(rows === 0);
		found.doubled += Math.max(0, rows - 1);
		found.changed += lookAt([...before.answers, ...again]).contents(201) - 1;
		found.before += before.count(201);
		found.halfway += Number(before.count(201) > 0 && before.count(201) < TIMES);
	}
	return [
		{
			situation: `${stage.engine}, all processes killed over it, ${rounds} times, then sent again`,
			measures: [
				{ what: 'acknowledged before the kill', value: found.before, atLeast: 1 },
				{ what: 'kills between two answers', value: found.halfway, atLeast: 1 },
				{ what: 'to-dos lost', value: found.lost, atMost: 0 },
				{ what: 'to-dos too many', value: found.doubled, atMost: 0 },
				{ what: 'answers that changed', value: found.changed, atMost: 0 },
			],
		},
	];
}

/** Somebody new who is signed in. */
export async function signIn(stage: Several): Promise<Visitor> {
	const visitor = createVisitor(stage.clientOf(0), createLedger());
	await signInByCode(visitor, stage.office, () => Promise.resolve());
	return visitor;
}

/** From another address, since how often one address may ask is no question here. */
function newAddress(stage: Several, visitor: Visitor, number: number): Visitor {
	const copy = createVisitor(stage.clientOf(number), createLedger());
	copy.takeCookies(visitor.cookie());
	return copy;
}

const addTodo = (visitor: Visitor, title: string, key?: string): Promise<Answer> =>
	visitor.call('add', 'POST', '/todos', { body: { title }, ...(key !== undefined && { key }) });

const isReplay = ({ headers }: Answer) => headers['idempotency-replayed'] === 'true';

async function countTodos({ query }: Several, title: string): Promise<number> {
	const [row] = await query<{ count: string | number }>(
		`select count(*) as "count" from todo where title = '${title}'`,
	);
	return Number(row?.count);
}
