import type { FastifySchemaValidationError } from 'fastify/types/schema.js';

/** One thing wrong with what was sent; `path` is dotted, empty for the body as a whole. */
export interface FieldError {
	readonly path: string;
	readonly message: string;
}

const ERRORS_MAX = 20;

/**
 * What a form needs to mark its fields. Messages name rules, never the values sent, which may be
 * passwords.
 */
export function validationErrors(errors: readonly FastifySchemaValidationError[]): FieldError[] {
	return errors
		.slice(0, ERRORS_MAX)
		.map((error) => ({ path: pathOf(error), message: messageOf(error) }));
}

function pathOf({ keyword, instancePath, params }: FastifySchemaValidationError): string {
	const parent = instancePath.split('/').slice(1);
	if (keyword === 'required') return [...parent, String(params['missingProperty'])].join('.');
	if (keyword === 'additionalProperties') {
		return [...parent, String(params['additionalProperty'])].join('.').slice(0, 100);
	}
	return parent.join('.');
}

function messageOf({ keyword, message, params }: FastifySchemaValidationError): string {
	switch (keyword) {
		case 'required':
			return 'is required';
		case 'additionalProperties':
			return 'is not expected here';
		case 'minLength':
			return params['limit'] === 1
				? 'must not be empty'
				: `must have at least ${limitOf(params)} characters`;
		case 'maxLength':
			return `must have at most ${limitOf(params)} characters`;
		case 'minProperties':
			return 'must name at least one field';
		case 'enum':
			return `must be one of: ${[params['allowedValues']].flat().map(String).join(', ')}`;
		case 'pattern':
			return 'does not have the right form';
		default:
			return message ?? 'is not valid';
	}
}

const limitOf = (params: Readonly<Record<string, unknown>>): string => String(params['limit']);
