import Type from 'typebox';
import { LOCALES } from '../mails/index.ts';

const Text = (description: string) =>
	Type.Unsafe<string | null>({ type: ['string', 'null'], description });

const Language = Type.Unsafe<(typeof LOCALES)[number] | null>({
	type: ['string', 'null'],
	enum: [...LOCALES, null],
	description: 'What mails are written in; null for what the browser asks for.',
});

const UpdatedAt = Type.Unsafe<string | null>({
	type: ['string', 'null'],
	format: 'date-time',
	description: 'Of the last change; null before the first.',
});

/** What a person says of themselves. */
export const Profile = Type.Object(
	{
		name: Text('Also in `User`.'),
		bio: Text('May have several lines.'),
		website: Text('An http or https address in its normal form.'),
		timeZone: Text('Of the IANA database.'),
		language: Language,
		updatedAt: UpdatedAt,
	},
	{
		$id: 'Profile',
		description: 'What a person says of themselves; null where they say nothing.',
		additionalProperties: false,
	},
);

/** The fields of a profile to change. Lengths are judged after normalising: see `changes.ts`. */
export const ProfileChanges = Type.Object(
	{
		name: Type.Optional(Text('One line of 1 to 100 characters; outer spaces do not count.')),
		bio: Type.Optional(Text('At most 500 characters; line breaks are kept.')),
		website: Type.Optional(
			Text('An http or https address without user info; at most 300 characters.'),
		),
		timeZone: Type.Optional(Text('A name of the IANA database, like Europe/Berlin, or UTC.')),
		language: Type.Optional(Language),
	},
	{
		$id: 'ProfileChanges',
		description:
			'The fields to change; at least one. Null empties a field. Texts are stored in NFC and hold no controls and nothing that cannot be seen.',
		additionalProperties: false,
		minProperties: 1,
	},
);
