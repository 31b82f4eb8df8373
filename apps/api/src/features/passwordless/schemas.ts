import Type from 'typebox';

const AuthRequestId = Type.String({
	minLength: 1,
	maxLength: 200,
	description: 'Opaque; keep it where the code will be typed.',
});

const PasswordlessType = Type.Enum(['LINK_CODE', 'LINK', 'CODE'], {
	type: 'string',
	description: 'What the mail carries.',
});

/** Whom to mail. */
export const SendPasswordlessEmailBody = Type.Object(
	{
		email: Type.String({
			minLength: 1,
			maxLength: 254,
			description: 'Case and outer spaces do not count.',
		}),
		redirectTo: Type.Optional(
			Type.String({
				minLength: 1,
				maxLength: 2000,
				description:
					'Where the person wants to be afterwards: a path of the SPA, with query and hash. It comes back with the sign-in.',
			}),
		),
	},
	{
		$id: 'SendPasswordlessEmailBody',
		description: 'Whom to mail.',
		additionalProperties: false,
	},
);

/** Which mail to send again. */
export const ResendPasswordlessEmailBody = Type.Object(
	{ authRequestId: AuthRequestId },
	{
		$id: 'ResendPasswordlessEmailBody',
		description: 'Which mail to send again.',
		additionalProperties: false,
	},
);

/** A mail is on its way. */
export const PasswordlessEmailSent = Type.Object(
	{
		authRequestId: AuthRequestId,
		passwordlessType: PasswordlessType,
		expiresIn: Type.Integer({ description: 'Seconds until link and code expire.' }),
		resendAfter: Type.Integer({ description: 'Seconds until another mail may be asked for.' }),
	},
	{
		$id: 'PasswordlessEmailSent',
		description: 'A mail is on its way.',
		additionalProperties: false,
	},
);

/** The code of a mail. */
export const VerifyPasswordlessCodeBody = Type.Object(
	{
		authRequestId: AuthRequestId,
		code: Type.String({ pattern: '^[0-9]{6}$', description: 'Six digits.' }),
	},
	{
		$id: 'VerifyPasswordlessCodeBody',
		description: 'The code of a mail.',
		additionalProperties: false,
	},
);

/** The link of a mail. */
export const VerifyPasswordlessLinkBody = Type.Object(
	{
		token: Type.String({
			minLength: 1,
			maxLength: 100,
			description: 'What stands behind `#t=` in the link.',
		}),
		confirmed: Type.Optional(
			Type.Boolean({
				description:
					'A person pressed a button to go on in a browser that did not ask. Only heard where the same-browser policy is off.',
			}),
		),
	},
	{
		$id: 'VerifyPasswordlessLinkBody',
		description: 'The link of a mail.',
		additionalProperties: false,
	},
);

/** Who signed in, and where they wanted to be. */
export const SignedInByMail = Type.Object(
	{
		userId: Type.String({ format: 'uuid' }),
		email: Type.String(),
		redirectTo: Type.Union([Type.String(), Type.Null()], {
			description: 'What `send` was given, or null.',
		}),
	},
	{
		$id: 'SignedInByMail',
		description: 'Who signed in, and where they wanted to be.',
		additionalProperties: false,
	},
);

/** An auth request as the browser that started it sees it. */
export const AuthRequest = Type.Object(
	{
		authRequestId: AuthRequestId,
		status: Type.Enum(['pending', 'expired', 'used', 'spent'], {
			type: 'string',
			description: 'spent: too many wrong codes; a link in the mail still works.',
		}),
		email: Type.String({ description: 'In normal form.' }),
		passwordlessType: PasswordlessType,
		expiresIn: Type.Integer({ description: 'Seconds until link and code expire.' }),
		resendAfter: Type.Integer({ description: 'Seconds until another mail may be asked for.' }),
		triesLeft: Type.Integer({ description: 'Wrong codes that are left.' }),
	},
	{
		$id: 'AuthRequest',
		description: 'An auth request as the browser that started it sees it.',
		additionalProperties: false,
	},
);

/** The path of one auth request. */
export const AuthRequestParams = Type.Object(
	{ authRequestId: AuthRequestId },
	{ additionalProperties: false },
);
