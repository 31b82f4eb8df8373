import { sql } from 'kysely';
import {
	type ColumnRule,
	type PersonsTable,
	personsTables,
} from '../src/features/personal-data/rules.ts';
import { personalDataRules } from '../src/personal-data.ts';
import type { Db } from '../src/ports/storage.ts';

/** A column as the engine itself tells it. */
export interface RealColumn {
	readonly name: string;
	readonly dataType: string;
}

/** Every table of a database and its columns, as the engine tells them. */
export async function realTables(db: Db): Promise<Map<string, readonly RealColumn[]>> {
	const tables = await db.introspection.getTables();
	return new Map(tables.map(({ name, columns }) => [name, columns]));
}

/** Every row of every table, by the table's name. */
export async function everyRow(db: Db): Promise<Map<string, Record<string, unknown>[]>> {
	const rows = new Map<string, Record<string, unknown>[]>();
	for (const name of (await realTables(db)).keys()) {
		const found = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db);
		rows.set(name, found.rows);
	}
	return rows;
}

/** What was written about a person, so that a test can look for it. */
export interface Written {
	/** The values that they may see. */
	readonly shown: readonly string[];
	/** The values that nobody may see. */
	readonly withheld: readonly string[];
}

/**
 * Writes two rows about a person into each table that is about people, one where a person has but one, with
 * a value of its own in every column that is a text. A table that is added is filled by itself.
 */
export async function fillTables(
	db: Db,
	person: { readonly id: string; readonly email: string },
	mark: string,
): Promise<Written> {
	const shown: string[] = [];
	const withheld: string[] = [];
	const real = await realTables(db);
	for (const [table, rule] of personsTables(personalDataRules)) {
		if (rule.deletion === 'account') continue;
		const owner = new Map(Object.entries(rule.owner));
		const meanings = new Map(Object.entries(rule.columns));
		const isOne = rule.isSingle === true || isKeyed(rule);
		for (const [column, by] of isOne ? owner : []) {
			const value = person[by ?? 'id'];
			await sql`delete from ${sql.table(table)} where ${sql.ref(column)} = ${value}`.execute(db);
		}
		for (const copy of isOne ? [1] : [1, 2]) {
			const row = (real.get(table) ?? []).map(({ name, dataType }) => {
				const by = owner.get(name);
				const meaning = meanings.get(name) ?? 'text';
				const value =
					by === undefined
						? valueOf(dataType, meaning, `${mark}-${table}-${name}-${copy}`)
						: person[by];
				if (by === undefined && typeof value === 'string') {
					(typeof meaning === 'string' ? shown : withheld).push(value);
				}
				return [name, value] as const;
			});
			const columns = sql.join(row.map(([name]) => sql.ref(name)));
			const values = sql.join(row.map(([, value]) => sql.val(value)));
			await sql`insert into ${sql.table(table)} (${columns}) values (${values})`.execute(db);
		}
	}
	return { shown, withheld };
}

/** Whether the person alone makes a row unique. */
const isKeyed = ({ order, owner }: PersonsTable): boolean =>
	order.every((column) => owner[column] !== undefined);

const TIME = Date.UTC(2029, 5, 1, 12, 34, 56);

function valueOf(dataType: string, meaning: ColumnRule, text: string): unknown {
	if (meaning === 'time') return TIME;
	if (meaning === 'json') return JSON.stringify({ method: text });
	return /int/i.test(dataType) ? 1 : text;
}
