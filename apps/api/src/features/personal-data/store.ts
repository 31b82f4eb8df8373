import { type ExpressionBuilder, type Kysely, type SqlBool, type Expression, sql } from 'kysely';
import type { Db } from '../../ports/storage.ts';
import { type PersonsTable, personsTables, type PersonalDataRules, shownColumns } from './rules.ts';

/** Who somebody is in the tables. */
export interface PersonKeys {
	readonly id: string;
	/** In normal form. */
	readonly email: string;
}

/** A row as it is read for its person: the columns that are given out, and those that order the rows. */
export type ShownRow = Readonly<Record<string, unknown>>;

/** Tables by name: what is done with them is the same for all. */
type AnyTables = Record<string, Record<string, unknown>>;
type Rows = ExpressionBuilder<AnyTables, string>;

/** Reads and removes what is a person's, in whichever table, as the table's rule says. */
export function createPersonalDataStore(db: Db, rules: PersonalDataRules) {
	const anyDb = db as unknown as Kysely<AnyTables>;

	return {
		transaction: <T>(work: (trx: Db) => Promise<T>): Promise<T> => db.transaction().execute(work),

		/**
		 * Up to `limit` rows of a person, in the rule's order.
		 * @param after the last row of the page before, or null
		 */
		page(
			table: string,
			rule: PersonsTable,
			person: PersonKeys,
			after: ShownRow | null,
			limit: number,
		): Promise<ShownRow[]> {
			const columns = new Set([...shownColumns(rule).map(([name]) => name), ...rule.order]);
			const query = anyDb
				.selectFrom(table)
				.select([...columns])
				.where((rows) => isOf(rows, rule, person))
				.$if(after !== null, (query) => query.where(isAfter(rule.order, after ?? {})))
				.limit(limit);
			return rule.order.reduce((ordered, column) => ordered.orderBy(column), query).execute();
		},

		/**
		 * Removes what a person's account does not take along by itself when it goes, but for what a rule
		 * keeps.
		 */
		async erase(trx: Db, person: PersonKeys): Promise<void> {
			for (const [table, rule] of personsTables(rules)) {
				if (rule.deletion !== 'removed') continue;
				await (trx as unknown as Kysely<AnyTables>)
					.deleteFrom(table)
					.where((rows) => isOf(rows, rule, person))
					.execute();
			}
		},
	};
}

export type PersonalDataStore = ReturnType<typeof createPersonalDataStore>;

function isOf(rows: Rows, { owner }: PersonsTable, person: PersonKeys): Expression<SqlBool> {
	return rows.or(
		Object.entries(owner).flatMap(([column, by]) =>
			by === undefined ? [] : [rows(column, '=', person[by])],
		),
	);
}

/** Compares rows of columns, as both engines do, so that a page begins where the one before has ended. */
function isAfter(order: readonly string[], row: ShownRow) {
	const columns = sql.join(order.map((column) => sql.ref(column)));
	const values = sql.join(order.map((column) => sql.val(row[column])));
	return sql<boolean>`(${columns}) > (${values})`;
}
