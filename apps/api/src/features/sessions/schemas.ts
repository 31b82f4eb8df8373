import Type from 'typebox';

const textOrNull = (description: string) =>
	Type.Union([Type.String(), Type.Null()], { description });

/** A living session as its person sees it. */
export const Session = Type.Object(
	{
		id: Type.String({ format: 'uuid', description: 'Its name; not its token.' }),
		method: Type.String({
			description: 'How the person proved who they are: `password`, `link` or `code`.',
		}),
		createdAt: Type.String({ format: 'date-time' }),
		lastSeenAt: Type.String({
			format: 'date-time',
			description: 'Exact for this session; may be a minute old for the others.',
		}),
		client: textOrNull('The address it was started from, an IPv6 one by its /64 network.'),
		place: textOrNull('Roughly where that is; null where it is not known.'),
		browser: textOrNull('The name of the browser, as far as it gave one away.'),
		system: textOrNull('What that browser runs on.'),
		isThisSession: Type.Boolean({ description: 'Whether it is the one that asks.' }),
	},
	{ $id: 'Session', description: 'A living session.', additionalProperties: false },
);

/** All living sessions of a person. */
export const SessionList = Type.Object(
	{ sessions: Type.Array(Type.Unsafe<Type.Static<typeof Session>>({ $ref: 'Session#' })) },
	{
		$id: 'SessionList',
		description: 'The sessions: this one first, then those used last.',
		additionalProperties: false,
	},
);

/** How many sessions came to an end. */
export const EndedSessions = Type.Object(
	{ ended: Type.Integer({ minimum: 0, description: 'How many sessions were ended.' }) },
	{ $id: 'EndedSessions', description: 'What was ended.', additionalProperties: false },
);

/** Which session. */
export const SessionParams = Type.Object({ id: Type.String({ format: 'uuid' }) });
