import Type from 'typebox';

/** The account as its owner sees it. */
export const User = Type.Object(
	{
		id: Type.String({ format: 'uuid' }),
		email: Type.String({ description: 'In normal form: ASCII, lower case.' }),
		name: Type.Union([Type.String(), Type.Null()], { description: 'Null until it is set.' }),
		isEmailVerified: Type.Boolean({
			description: 'Whether somebody has proven to read the mail of the address.',
		}),
		createdAt: Type.String({ format: 'date-time' }),
		keptFromDeletionAt: Type.Unsafe<string | null>({
			type: ['string', 'null'],
			format: 'date-time',
			description:
				'When the account was going to be deleted, if signing in to this session kept it; else null.',
		}),
	},
	{ $id: 'User', description: 'An account.', additionalProperties: false },
);
