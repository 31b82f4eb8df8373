import Type from 'typebox';
import { SECURITY_EVENTS, type SecurityEventName } from '../../ports/trail.ts';

const NAMES = Object.keys(SECURITY_EVENTS) as SecurityEventName[];

const nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** Something that happened to the person's own account. */
export const ActivityEvent = Type.Object(
	{
		id: Type.String({ format: 'uuid' }),
		at: Type.String({ format: 'date-time' }),
		name: Type.Enum(NAMES, { description: 'docs/security-events.md says what each means.' }),
		outcome: Type.Enum(['success', 'failure']),
		method: Type.Optional(
			Type.Enum(['password', 'link', 'code'], {
				description: 'How the person proved who they are.',
			}),
		),
		browser: nullable('As the client named itself; null when it names none that is known.'),
		system: nullable('The same for what it runs on.'),
		client: nullable('The client address; of an IPv6 address its /64.'),
		place: nullable('Roughly where that is; null where it is not known.'),
		isThisSession: Type.Boolean({ description: 'Whether it happened to the session that asks.' }),
	},
	{
		$id: 'ActivityEvent',
		description: 'Something that happened to the account.',
		additionalProperties: false,
	},
);

/** A page of them. */
export const ActivityPage = Type.Object(
	{
		events: Type.Array(Type.Ref('ActivityEvent'), { maxItems: 50 }),
		next: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
			description:
				'What to send as `before` for the events before these; null when there are none.',
		}),
	},
	{ $id: 'ActivityPage', description: 'What happened, newest first.', additionalProperties: false },
);

/** Which page. */
export const ActivityQuery = Type.Object(
	{
		before: Type.Optional(
			Type.String({ format: 'uuid', description: '`next` of the page before.' }),
		),
	},
	{ additionalProperties: false },
);
