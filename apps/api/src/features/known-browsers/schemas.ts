import Type from 'typebox';

/** The link of a mail about a sign-in. */
export const DisownSignInBody = Type.Object(
	{
		token: Type.String({
			minLength: 1,
			maxLength: 100,
			description: 'What stands behind `#t=` in the link.',
		}),
	},
	{
		$id: 'DisownSignInBody',
		description: 'The link of a mail about a sign-in.',
		additionalProperties: false,
	},
);
