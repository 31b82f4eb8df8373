import type { Clock } from '../../ports/clock.ts';
import type { Db } from '../../ports/storage.ts';
import type { Trail } from '../../ports/trail.ts';
import type { Where } from '../../ports/where.ts';
import {
	memberOf,
	type PersonalDataRules,
	type PersonsTable,
	personsTables,
	type ShownColumn,
	shownColumns,
} from './rules.ts';
import type { PersonalDataStore, PersonKeys, ShownRow } from './store.ts';

/** What giving people their data needs. */
export interface PersonalDataDeps {
	readonly store: PersonalDataStore;
	readonly rules: PersonalDataRules;
	readonly trail: Pick<Trail, 'record'>;
	readonly clock: Clock;
}

/** Rows that are read, and sent, at a time. */
const PAGE = 500;

/** What is kept about people: given to them, and taken away. */
export function createPersonalData({ store, rules, trail, clock }: PersonalDataDeps) {
	/** The rows of one table, a page at a time: nobody's trail is too long for the memory. */
	async function* pagesOf(
		table: string,
		rule: PersonsTable,
		person: PersonKeys,
	): AsyncGenerator<ShownRow[]> {
		for (let after: ShownRow | null = null; ;) {
			const page: ShownRow[] = await store.page(table, rule, person, after, PAGE);
			yield page;
			if (page.length < PAGE) return;
			after = page.at(-1) ?? null;
		}
	}

	async function* rowsOf(table: string, rule: PersonsTable, person: PersonKeys) {
		let separator = '';
		for await (const page of pagesOf(table, rule, person)) {
			const rows = page.map((row) => JSON.stringify(show(row, rule)));
			if (rows.length > 0) yield separator + rows.join(',\n');
			separator = ',\n';
		}
	}

	async function* pieces(person: PersonKeys): AsyncGenerator<string> {
		yield `{"exportedAt":${JSON.stringify(new Date(clock()).toISOString())}`;
		for (const [table, rule] of personsTables(rules)) {
			yield `,\n"${rule.as}":`;
			if (rule.isSingle) {
				const [row] = await store.page(table, rule, person, null, 1);
				yield row === undefined ? 'null' : JSON.stringify(show(row, rule));
				continue;
			}
			yield '[';
			yield* rowsOf(table, rule, person);
			yield ']';
		}
		yield '}\n';
	}

	return {
		/**
		 * Everything that names a person, as the text of one JSON object in pieces, and never a secret: what
		 * the rules do not give out is not even read. It is no snapshot: what changes while it is read may be
		 * in it as it was or as it is.
		 */
		async exportOf(person: PersonKeys, where: Where): Promise<AsyncGenerator<string>> {
			const event = { name: 'data_exported', account: { userId: person.id } } as const;
			await store.transaction((trx) => trail.record(trx, event, where));
			return pieces(person);
		},

		/** Removes what a deleted account does not take along by itself, but for what a rule keeps. */
		erase: (trx: Db, person: PersonKeys): Promise<void> => store.erase(trx, person),
	};
}

export type PersonalData = ReturnType<typeof createPersonalData>;

function show(row: ShownRow, rule: PersonsTable): Readonly<Record<string, unknown>> {
	return Object.fromEntries(
		shownColumns(rule).map(([column, meaning]) => [memberOf(column), told(row[column], meaning)]),
	);
}

const TELL: Readonly<Record<ShownColumn, (value: unknown) => unknown>> = {
	text: (value) => value,
	number: (value) => value,
	time: (value) => new Date(value as number).toISOString(),
	flag: (value) => value !== 0,
	json: (value) => JSON.parse(value as string) as unknown,
};

function told(value: unknown, meaning: ShownColumn): unknown {
	return value === null || value === undefined ? null : TELL[meaning](value);
}
