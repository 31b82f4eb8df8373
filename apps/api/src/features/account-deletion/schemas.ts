import Type from 'typebox';

/** An account that is going to be deleted. */
export const AccountDeletion = Type.Object(
	{
		dueAt: Type.String({
			format: 'date-time',
			description: 'Until then, signing in undoes it.',
		}),
	},
	{
		$id: 'AccountDeletion',
		description: 'When the account will be deleted.',
		additionalProperties: false,
	},
);
