import Type from 'typebox';

// Something visible in it, and no control characters: a title is one line of text.
const Title = Type.String({
	minLength: 1,
	maxLength: 200,
	pattern: '^[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$',
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
	{ $id: 'TodoChanges', description: 'The fields to change; at least one.', additionalProperties: false, minProperties: 1 },
);

/** Which to-do. */
export const TodoParams = Type.Object({ id: Type.String({ format: 'uuid' }) });
