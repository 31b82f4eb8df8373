/** Why a column is not given to the person it is about. */
export interface Withheld {
	readonly withheld: string;
}

/**
 * What a column means to its person: a text, a time in milliseconds, a yes or no, a count, or a small JSON
 * object, which they get; the person themselves, who is said once for all rows; or what is withheld.
 */
export type ColumnRule = 'text' | 'time' | 'flag' | 'number' | 'json' | 'owner' | Withheld;

/** What happens to a person's rows when their account is deleted. */
export type DeletionRule =
	/** It is the account. */
	| 'account'
	/** They go with the account, by their foreign key. */
	| 'cascade'
	/** They are looked for and removed. */
	| 'removed'
	/** They stay, for this reason. */
	| { readonly kept: string };

type AnyRow = Readonly<Record<string, unknown>>;

/** A table whose rows are about people. */
export interface PersonsTable<Row = AnyRow> {
	/** What its rows are called in the export. */
	readonly as: string;
	/** Which columns say whose a row is: by the account's id, or by its address in normal form. */
	readonly owner: { readonly [Column in keyof Row]?: 'id' | 'email' };
	/** Whether a person has at most one row. */
	readonly isSingle?: boolean;
	/** The columns by which rows are given out in turn; together they are unique. */
	readonly order: readonly (keyof Row & string)[];
	readonly columns: { readonly [Column in keyof Row]: ColumnRule };
	readonly deletion: DeletionRule;
}

/** A table with nothing in it that names anybody. */
export interface NamesNobody {
	readonly namesNobody: string;
}

/** What is done with the rows of one table when a person wants their data, or to be gone. */
export type TableRule<Row = AnyRow> = PersonsTable<Row> | NamesNobody;

/** The rules of all tables of a database, by the table's name. */
export type RulesOf<Tables> = { readonly [Name in keyof Tables]: TableRule<Tables[Name]> };

/** The rules, for code that goes through all of them alike. */
export type PersonalDataRules = Readonly<Record<string, TableRule>>;

/** A secret, or what could be tried against one. */
export const SECRET: Withheld = { withheld: 'a secret, or the hash of one' };
/** Of use to the program and nobody else. */
export const INNER: Withheld = { withheld: 'how the program works; nothing about the person' };

/** The tables that are about people, in the order of the rules. */
export function personsTables(rules: PersonalDataRules): [name: string, rule: PersonsTable][] {
	return Object.entries(rules).flatMap(([name, rule]) => ('owner' in rule ? [[name, rule]] : []));
}

/** The columns that a person gets to see, with what they mean. */
export function shownColumns({ columns }: PersonsTable): [name: string, rule: ShownColumn][] {
	return Object.entries(columns).flatMap(([name, rule]) =>
		typeof rule === 'string' && rule !== 'owner' ? [[name, rule]] : [],
	);
}

/** What a column that is given out may be. */
export type ShownColumn = Exclude<ColumnRule, 'owner' | Withheld>;

/** The name of a column in the export: `created_at` is `createdAt`. */
export function memberOf(column: string): string {
	return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
