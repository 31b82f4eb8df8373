import Type from 'typebox';

/** What is no text of one line: controls, line separators, and halves of a character. */
const NOT_TEXT = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ud800-\\udfff';
/** Spaces, and characters that nobody sees. */
const UNSEEN =
	' \\u00a0\\u00ad\\u061c\\u115f\\u1160\\u1680\\u180e\\u2000-\\u200f\\u202a-\\u202f\\u205f-\\u206f\\u3000\\u3164\\ufeff\\uffa0';

// The first thing to be seen ends the first part, so that the search never goes back: with parts that
// overlap, one title of 64 KB kept the server busy for three seconds.
const Title = Type.String({
	minLength: 1,
	maxLength: 200,
	pattern: `^[${UNSEEN}]*[^${NOT_TEXT}${UNSEEN}][^${NOT_TEXT}]*$`,
	description: 'One line of text that is not blank. Outer spaces are removed.',
});

/** A to-do. */
export const Todo = Type.Object(
	{
		id: Type.String({ format: 'uuid' }),
		title: Type.String(),
		completed: Type.Boolean(),
		createdAt: Type.String({ format: 'date-time' }),
	},
	{ $id: 'Todo', description: 'A to-do.', additionalProperties: false },
);

/** What a new to-do is made of. */
export const NewTodo = Type.Object(
	{ title: Title, completed: Type.Optional(Type.Boolean({ default: false })) },
	{ $id: 'NewTodo', description: 'What a new to-do is made of.', additionalProperties: false },
);

/** A whole to-do, to take the place of another. */
export const TodoReplacement = Type.Object(
	{ title: Title, completed: Type.Boolean() },
	{ $id: 'TodoReplacement', description: 'A whole to-do.', additionalProperties: false },
);

/** The fields of a to-do to change. */
export const TodoChanges = Type.Object(
	{ title: Type.Optional(Title), completed: Type.Optional(Type.Boolean()) },
	{
		$id: 'TodoChanges',
		description: 'The fields to change; at least one.',
		additionalProperties: false,
		minProperties: 1,
	},
);

/** Which to-do. */
export const TodoParams = Type.Object({ id: Type.String({ format: 'uuid' }) });
