import Type from 'typebox';

/** An e-mail address and a password. */
export const LoginBody = Type.Object(
	{
		email: Type.String({
			minLength: 1,
			maxLength: 254,
			description: 'Case and outer spaces do not count.',
		}),
		password: Type.String({ minLength: 1, maxLength: 256 }),
	},
	{
		$id: 'LoginBody',
		description: 'An e-mail address and a password.',
		additionalProperties: false,
	},
);

/** Who signed in. The token is in the cookie and nowhere else. */
export const SignedIn = Type.Object(
	{
		userId: Type.String({ format: 'uuid' }),
		email: Type.String(),
	},
	{ $id: 'SignedIn', description: 'Who signed in.', additionalProperties: false },
);
