import Type from 'typebox';
import { PASSWORD_LENGTH } from '../passwords/index.ts';

const NewPassword = Type.String({
	minLength: 1,
	// Of what is far too long, the rules need not be asked.
	maxLength: 1024,
	description: `${String(PASSWORD_LENGTH.min)} to ${String(PASSWORD_LENGTH.max)} characters, any of them. What is common, easily guessed or made of the address is refused, with the \`reason\` in \`errors\`.`,
});

/** Whether there is a password. */
export const PasswordState = Type.Object(
	{
		isSet: Type.Boolean({ description: 'Without one the person signs in by mail.' }),
		changedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
			description: 'When it was set last; null when there is none.',
		}),
	},
	{
		$id: 'PasswordState',
		description: 'Whether there is a password.',
		additionalProperties: false,
	},
);

/** A password to set, and the one that it takes the place of. */
export const SetPasswordBody = Type.Object(
	{
		newPassword: NewPassword,
		currentPassword: Type.Optional(
			Type.String({
				minLength: 1,
				maxLength: 256,
				description: 'May be left out after a sign-in of a moment ago.',
			}),
		),
	},
	{
		$id: 'SetPasswordBody',
		description: 'A password to set, and the one that it takes the place of.',
		additionalProperties: false,
	},
);

/** Who forgot their password. */
export const SendPasswordResetBody = Type.Object(
	{
		email: Type.String({
			minLength: 1,
			maxLength: 254,
			description: 'Case and outer spaces do not count.',
		}),
	},
	{
		$id: 'SendPasswordResetBody',
		description: 'Who forgot their password.',
		additionalProperties: false,
	},
);

/** A mail is on its way, if it has anywhere to go. */
export const PasswordResetSent = Type.Object(
	{
		expiresIn: Type.Integer({ description: 'Seconds until the link expires.' }),
		resendAfter: Type.Integer({ description: 'Seconds until another mail should be asked for.' }),
	},
	{ $id: 'PasswordResetSent', description: 'A mail is on its way.', additionalProperties: false },
);

const Token = Type.String({
	minLength: 1,
	maxLength: 100,
	description: 'What stands behind `#t=` in the link.',
});

/** The link of a mail. */
export const CheckPasswordResetBody = Type.Object(
	{ token: Token },
	{
		$id: 'CheckPasswordResetBody',
		description: 'The link of a mail.',
		additionalProperties: false,
	},
);

/** A link that still works. */
export const PasswordResetLink = Type.Object(
	{
		email: Type.String({ description: 'Whose password it is. In normal form.' }),
		expiresIn: Type.Integer({ description: 'Seconds until the link expires.' }),
	},
	{
		$id: 'PasswordResetLink',
		description: 'A link that still works.',
		additionalProperties: false,
	},
);

/** The link of a mail, and the password that was chosen. */
export const ResetPasswordBody = Type.Object(
	{ token: Token, newPassword: NewPassword },
	{
		$id: 'ResetPasswordBody',
		description: 'The link of a mail, and the password that was chosen.',
		additionalProperties: false,
	},
);

/** The password is set; nobody is signed in. */
export const PasswordWasReset = Type.Object(
	{ email: Type.String({ description: 'To sign in with. In normal form.' }) },
	{
		$id: 'PasswordWasReset',
		description: 'The password is set; nobody is signed in.',
		additionalProperties: false,
	},
);
