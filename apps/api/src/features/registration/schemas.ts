import Type from 'typebox';

/** Who wants an account. */
export const SendRegistrationEmailBody = Type.Object(
	{
		email: Type.String({
			minLength: 1,
			maxLength: 254,
			description: 'Case and outer spaces do not count.',
		}),
		password: Type.Optional(
			Type.String({
				minLength: 1,
				maxLength: 512,
				description: 'From 12 to 256 characters; without one the person signs in by mail.',
			}),
		),
		name: Type.Optional(
			Type.String({ minLength: 1, maxLength: 400, description: 'At most 100 characters.' }),
		),
		redirectTo: Type.Optional(
			Type.String({
				minLength: 1,
				maxLength: 2000,
				description:
					'Where the person wants to be afterwards: a path of the SPA, with query and hash. It comes back with the proof.',
			}),
		),
	},
	{
		$id: 'SendRegistrationEmailBody',
		description: 'Who wants an account.',
		additionalProperties: false,
	},
);
