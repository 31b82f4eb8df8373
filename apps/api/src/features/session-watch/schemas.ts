import Type from 'typebox';

/** What a client needs to know of its session. */
export const SessionState = Type.Object(
	{
		id: Type.String({ format: 'uuid', description: 'The id of this session; not its token.' }),
		account: Type.String({
			description: 'Changes whenever `GET /users/me` answers something else. It says nothing more.',
		}),
	},
	{
		$id: 'SessionState',
		description: 'A session that is good.',
		additionalProperties: false,
	},
);

/** The same, and what becomes of it. */
export const SessionEvents = Type.String({
	description: [
		'Server-sent events: `session` with a `SessionState`, at first and whenever it has changed;',
		'`ended` with a `Problem`, the same that a request would get, and nothing after it;',
		'`bye` with a `reason` (`stopping`, `crowded`, `renew`): come back after `retry` milliseconds.',
		'A comment comes every 15 seconds.',
	].join(' '),
});
