const DESCRIPTION = `Sign-in for single-page apps that live apart from their API.

**Sessions.** Signing in sets an HttpOnly cookie that every later request is checked by. Programs that
keep no cookies may send its value as \`Authorization: Bearer\`.

**Writes from browsers** must come from an allowed origin and be JSON; no further header is needed.

**Failures** are \`application/problem+json\` (RFC 9457). Branch on \`code\`: it never changes its meaning.`;

const TAGS = [
	{ name: 'sign-in', description: 'Signing in and out.' },
	{ name: 'sign-up', description: 'Making an account.' },
	{ name: 'passwords', description: 'One’s own password, and a new one for who forgot theirs.' },
	{ name: 'recovery', description: 'Getting an account back, without being signed in to it.' },
	{ name: 'users', description: 'The account of the person who is signed in.' },
	{ name: 'sessions', description: 'Where one is signed in, and ending that.' },
	{ name: 'todos', description: 'The sample feature: a person’s own to-dos.' },
	{ name: 'health', description: 'Whether this instance runs and can serve.' },
];

/** Where the API is, and what its cookie is called there. */
export interface DocumentOptions {
	readonly apiUrl: string;
	readonly cookieName: string;
}

/** The parts of the document that no route tells. */
export function createDocument({ apiUrl, cookieName }: DocumentOptions) {
	return {
		openapi: '3.1.0',
		info: {
			title: 'Postern API',
			version: '0.1.0',
			description: DESCRIPTION,
			license: { name: 'MIT', identifier: 'MIT' },
		},
		servers: [{ url: apiUrl }],
		tags: TAGS,
		components: {
			securitySchemes: {
				sessionCookie: {
					type: 'apiKey' as const,
					in: 'cookie' as const,
					name: cookieName,
					description: 'Set by signing in. `__Host-session` everywhere but on http://localhost.',
				},
				bearer: {
					type: 'http' as const,
					scheme: 'bearer',
					description: 'The session token, for programs that keep no cookies.',
				},
			},
		},
	};
}
