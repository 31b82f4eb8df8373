/** News between processes, over each of the wires that this machine has. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { createTestDatabase, engine } from '../../../test/database.ts';
import { hasRedis, startRedis } from '../../../test/redis.ts';
import type { AccountNews } from '../../ports/account-news.ts';
import { createNotifyWire } from '../postgres/notify-wire.ts';
import { openRedis } from '../redis/connection.ts';
import { createPublishWire } from '../redis/publish-wire.ts';
import { createNews, type Wire } from './between-processes.ts';

interface World extends AsyncDisposable {
	/** The news of one more process. */
	open(): AccountNews;
	/** Breaks every connection that listens. */
	breakAll(): Promise<unknown>;
	readonly errors: unknown[];
}

/** News that all are closed with the world. */
function collect(makeWire: () => Wire, onError: (error: unknown) => void) {
	const all: AccountNews[] = [];
	return {
		open: () => {
			const news = createNews({ wire: makeWire(), onError });
			all.push(news);
			return news;
		},
		closeAll: () => Promise.all(all.map((each) => each.close())),
	};
}

async function onPostgres(): Promise<World> {
	const database = await createTestDatabase();
	const errors: unknown[] = [];
	const onError = (error: unknown) => void errors.push(error);
	const { db } = database.storage;
	const url = database.settings['DATABASE_URL'] ?? '';
	const { open, closeAll } = collect(() => createNotifyWire({ url, db, onError }), onError);
	return {
		...{ open, errors },
		breakAll: () =>
			sql`
				select pg_terminate_backend(pid) from pg_stat_activity
				where datname = current_database() and application_name = 'postern-listen'
			`.execute(db),
		async [Symbol.asyncDispose]() {
			await closeAll();
			await database[Symbol.asyncDispose]();
		},
	};
}

async function onRedis(): Promise<World> {
	const server = await startRedis();
	const errors: unknown[] = [];
	const { url } = server;
	const changes: boolean[] = [];
	const redis = openRedis({ url, onChange: (isUp) => void changes.push(isUp) });
	await expect.poll(redis.isUp, { timeout: 10_000 }).toBe(true);
	const { open, closeAll } = collect(
		() => createPublishWire({ redis, url }),
		(error) => void errors.push(error),
	);
	return {
		...{ open, errors },
		breakAll: async () => {
			const before = changes.length;
			await server.restart();
			// It may be back before anybody looks.
			await expect.poll(() => changes.slice(before).join(' ')).toMatch(/false true$/);
		},
		async [Symbol.asyncDispose]() {
			await closeAll();
			redis.close();
			await server[Symbol.asyncDispose]();
		},
	};
}

const WIRES = [
	...(engine === 'postgres' ? [['Postgres', onPostgres] as const] : []),
	...(hasRedis ? [['Redis', onRedis] as const] : []),
];

/** What one process hears. It hears others from when `ready` says so. */
function listen(news: AccountNews) {
	const heard: string[] = [];
	let readies = 0;
	const stop = news.subscribe({
		hear: (userIds) => void heard.push(...userIds),
		missed: () => (readies += 1),
	});
	const ready = (times = 1) => expect.poll(() => readies, { timeout: 10_000 }).toBe(times);
	return { heard, ready, stop };
}

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

describe.each(WIRES)('news over %s', (_name, open) => {
	test('reach every process once, the one that publishes at once', async () => {
		await using world = await open();
		const [one, two] = [world.open(), world.open()];
		const [here, there] = [listen(one), listen(two)];
		await here.ready();
		await there.ready();
		one.publish(id(1));
		expect(here.heard).toEqual([id(1)]);
		await expect.poll(() => there.heard).toEqual([id(1)]);
		two.publish(id(2));
		await expect.poll(() => here.heard).toEqual([id(1), id(2)]);
		expect(there.heard).toEqual([id(1), id(2)]);
	});

	test('of many accounts travel together, each once', async () => {
		await using world = await open();
		const [one, two] = [world.open(), world.open()];
		const there = listen(two);
		await there.ready();
		const ids = Array.from({ length: 1000 }, (_, each) => id(each));
		for (const each of [...ids, ...ids]) one.publish(each);
		await expect.poll(() => there.heard.length).toBe(1000);
		await one.close();
		expect(there.heard).toEqual(ids);
		expect(world.errors).toEqual([]);
	});

	test('are heard again after a break, and whoever listens knows that some may be missing', async () => {
		await using world = await open();
		const [one, two] = [world.open(), world.open()];
		const there = listen(two);
		await there.ready();
		await world.breakAll();
		await there.ready(2);
		one.publish(id(1));
		await expect.poll(() => there.heard, { timeout: 10_000 }).toEqual([id(1)]);
	});

	test('reach nobody who listens no more', async () => {
		await using world = await open();
		const [one, two] = [world.open(), world.open()];
		const [former, there] = [listen(two), listen(two)];
		await there.ready();
		former.stop();
		one.publish(id(1));
		await expect.poll(() => there.heard).toEqual([id(1)]);
		expect(former.heard).toEqual([]);
	});
});

/** A wire in the hands of a test. */
function createFakeWire() {
	const sent: string[] = [];
	let answer = Promise.withResolvers<undefined>();
	let onText: (text: string) => void = () => undefined;
	let listens = 0;
	const wire: Wire = {
		send: (text) => {
			sent.push(text);
			return answer.promise;
		},
		listen: (hear) => {
			listens += 1;
			onText = hear;
		},
		close: () => Promise.resolve(),
	};
	const settle = async (how: (answer: PromiseWithResolvers<undefined>) => void) => {
		how(answer);
		answer = Promise.withResolvers();
		await new Promise((resolve) => setTimeout(resolve, 1));
	};
	return { wire, sent, settle, hear: (text: string) => onText(text), listens: () => listens };
}

const turns = () => new Promise((resolve) => setTimeout(resolve, 1));

test('while a message is on its way the next ones wait, and go together', async () => {
	const { wire, sent, settle } = createFakeWire();
	const errors: unknown[] = [];
	const news = createNews({ wire, onError: (error) => errors.push(error) });
	news.publish('a');
	await turns();
	for (const each of ['b', 'c', 'b']) news.publish(each);
	await turns();
	expect(sent.length).toBe(1);
	await settle(({ resolve }) => resolve(undefined));
	expect(sent.map((text) => text.split(' ').slice(1))).toEqual([['a'], ['b', 'c']]);
	await settle(({ resolve }) => resolve(undefined));
	await news.close();
	expect(errors).toEqual([]);
});

test('a wire that fails is told of once, until it works again', async () => {
	const { wire, sent, settle } = createFakeWire();
	const errors: unknown[] = [];
	const news = createNews({ wire, onError: (error) => errors.push(error) });
	const publish = async (how: Parameters<typeof settle>[0]) => {
		news.publish('a');
		await turns();
		await settle(how);
	};
	for (const _ of [1, 2, 3]) await publish(({ reject }) => reject(new Error('broken')));
	expect(errors.length).toBe(1);
	await publish(({ resolve }) => resolve(undefined));
	await publish(({ reject }) => reject(new Error('broken again')));
	expect(errors.length).toBe(2);
	expect(sent.length).toBe(5);
});

test('nothing is heard before somebody listens, and what makes no sense is not passed on', () => {
	const { wire, hear, listens } = createFakeWire();
	const news = createNews({ wire, onError: () => undefined });
	expect(listens()).toBe(0);
	const { heard } = listen(news);
	listen(news);
	expect(listens()).toBe(1);
	for (const text of ['', 'a-sender', `a-sender ${'x'.repeat(9000)}`]) hear(text);
	expect(heard).toEqual([]);
	hear('a-sender ada bob');
	expect(heard).toEqual(['ada', 'bob']);
});
