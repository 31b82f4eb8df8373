import type { OpenAPIV3_1 } from 'openapi-types';

/** Why a session was ended. */
const REASONS = [
	'signed_out',
	'replaced',
	'session_limit',
	'revoked',
	'password_changed',
	'email_changed',
	'email_change_undone',
	'account_deletion',
	'address_verified',
	'disowned',
	'operator',
];

/** One thing wrong with what was sent. */
const FieldError: OpenAPIV3_1.SchemaObject = {
	type: 'object',
	required: ['path', 'message'],
	properties: {
		path: { type: 'string', description: 'Dotted; empty for the body as a whole.' },
		message: { type: 'string' },
		reason: {
			type: 'string',
			description: 'Of a password that is refused: why, in a word that stays the same.',
		},
	},
};

/** The schemas of failures; `codes` closes the set of codes for every generated client. */
export function problemSchemas(codes: readonly string[]): Record<string, OpenAPIV3_1.SchemaObject> {
	return {
		ProblemCode: { type: 'string', enum: [...codes].sort(), description: 'See docs/errors.md.' },
		FieldError,
		Problem: {
			type: 'object',
			description: 'A failure, as RFC 9457 describes it.',
			required: ['type', 'title', 'status', 'code', 'requestId'],
			properties: {
				type: { type: 'string' },
				title: { type: 'string', description: 'For people; may change.' },
				status: { type: 'integer' },
				code: { $ref: '#/components/schemas/ProblemCode' },
				detail: { type: 'string' },
				requestId: { type: 'string', description: 'Names the request in the server’s log.' },
				errors: {
					type: 'array',
					description: 'With invalid_request: what is wrong with which field.',
					items: { $ref: '#/components/schemas/FieldError' } as OpenAPIV3_1.SchemaObject,
				},
				endedAt: {
					type: 'string',
					format: 'date-time',
					description: 'With session_ended: when.',
				},
				reason: {
					type: 'string',
					enum: REASONS,
					description: 'With session_ended: why.',
				},
				triesLeft: {
					type: 'integer',
					description: 'With code_wrong: how many more codes are taken.',
				},
				passwordlessType: {
					type: 'string',
					enum: ['LINK_CODE', 'LINK'],
					description:
						'With link_other_browser and link_needs_confirmation: what else the mail carries.',
				},
			},
		},
	};
}
