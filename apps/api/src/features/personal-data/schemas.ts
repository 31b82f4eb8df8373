import Type, { type TSchema } from 'typebox';
import {
	memberOf,
	type PersonalDataRules,
	type PersonsTable,
	personsTables,
	type ShownColumn,
	shownColumns,
} from './rules.ts';

const OF: Readonly<Record<ShownColumn, object>> = {
	text: { type: ['string', 'null'] },
	time: { type: ['string', 'null'], format: 'date-time' },
	flag: { type: ['boolean', 'null'] },
	number: { type: ['integer', 'null'] },
	json: { type: ['object', 'null'], additionalProperties: true },
};

/** The shape of an export, from the rules: who adds a table has it in the contract. */
export function accountExportSchema(rules: PersonalDataRules) {
	const tables = personsTables(rules).map(([, rule]) => [
		rule.as,
		rule.isSingle ? Type.Union([rowOf(rule), Type.Null()]) : Type.Array(rowOf(rule)),
	]);
	return Type.Object(
		{
			exportedAt: Type.String({ format: 'date-time' }),
			...(Object.fromEntries(tables) as Record<string, TSchema>),
		},
		{
			$id: 'AccountExport',
			description:
				'Everything that names the person, table by table, without secrets. An account without a row has null.',
			additionalProperties: false,
		},
	);
}

function rowOf(rule: PersonsTable): TSchema {
	const members = shownColumns(rule).map(([column, meaning]) => [
		memberOf(column),
		Type.Unsafe<unknown>(OF[meaning]),
	]);
	return Type.Object(Object.fromEntries(members) as Record<string, TSchema>, {
		additionalProperties: false,
	});
}
