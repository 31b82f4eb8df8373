import Type, { type Static, type TSchema } from 'typebox';

/**
 * Refers to a schema that was added to the app, so that the contract names it once and clients get one
 * type for it. @throws {TypeError} when the schema has no `$id`
 */
export function refTo<Schema extends TSchema>(schema: Schema): Type.TUnsafe<Static<Schema>> {
	const { $id } = schema as { $id?: string };
	if ($id === undefined) throw new TypeError('a schema is referred to by its $id');
	return Type.Unsafe<Static<Schema>>({ $ref: `${$id}#` });
}
