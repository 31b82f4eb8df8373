import { SerializerSelector } from '@fastify/fast-json-stringify-compiler';
import type { FastifyHttpOptions, RawServerDefault } from 'fastify';

type SchemaController = NonNullable<FastifyHttpOptions<RawServerDefault>['schemaController']>;
type Schemas = Readonly<Record<string, unknown>>;

const REFERENCE = /"\$ref":"([^"#]+)#?/g;

/**
 * Fastify's own serializers, made once for each shape instead of once for each answer of each route, and each with
 * the shared schemas it refers to instead of with all: every one of those is copied and looked through each time.
 * Of a start, that is a tenth of a second.
 */
export function sharedSerializers(): SchemaController {
	const buildSerializer: NonNullable<SchemaController['compilersFactory']>['buildSerializer'] = (
		shared,
		options,
	) => {
		const build = SerializerSelector();
		const made = new Map<string, ReturnType<ReturnType<typeof build>>>();
		return (route) => {
			const text = JSON.stringify(route.schema);
			const known = made.get(text);
			if (known !== undefined) return known;
			const serializer = build(referredTo(text, shared as Schemas), options)(route);
			made.set(text, serializer);
			return serializer;
		};
	};
	return { compilersFactory: { buildSerializer } };
}

/** The shared schemas that a schema's text names, and those that they name. */
function referredTo(text: string, shared: Schemas, found: Record<string, unknown> = {}): Schemas {
	for (const [, id = ''] of text.matchAll(REFERENCE)) {
		const schema = shared[id];
		if (schema === undefined || id in found) continue;
		found[id] = schema;
		referredTo(JSON.stringify(schema), shared, found);
	}
	return found;
}
