import Type from 'typebox';
import type { AuthRequest } from '../passwordless/index.ts';

/** The address that an account is to have. */
export const ChangeEmailBody = Type.Object(
	{
		email: Type.String({
			minLength: 1,
			maxLength: 254,
			description: 'Case and outer spaces do not count.',
		}),
	},
	{
		$id: 'ChangeEmailBody',
		description: 'The address that the account is to have.',
		additionalProperties: false,
	},
);

/** The address that an account has from now on. */
export const ChangedEmail = Type.Object(
	{ email: Type.String({ description: 'In normal form.' }) },
	{
		$id: 'ChangedEmail',
		description: 'The address that the account has now.',
		additionalProperties: false,
	},
);

/** A change of address that waits for its proof. */
export const PendingEmailChange = Type.Object(
	{
		pending: Type.Union([
			Type.Unsafe<Type.Static<typeof AuthRequest>>({ $ref: 'AuthRequest#' }),
			Type.Null(),
		]),
	},
	{
		$id: 'PendingEmailChange',
		description: 'The change that waits for its proof, or null.',
		additionalProperties: false,
	},
);

/** The link of the mail to the old address. */
export const UndoEmailChangeBody = Type.Object(
	{
		token: Type.String({
			minLength: 1,
			maxLength: 100,
			description: 'What stands behind `#t=` in the link.',
		}),
	},
	{
		$id: 'UndoEmailChangeBody',
		description: 'The link of the mail to the old address.',
		additionalProperties: false,
	},
);
