import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { sharedSerializers } from './response-serializers.ts';

const PERSON = {
	...{ $id: 'Person', type: 'object' },
	properties: { name: { type: 'string' }, pet: { $ref: 'Pet#' } },
};
const PET = {
	...{ $id: 'Pet', type: 'object' },
	properties: { name: { type: 'string' }, friend: { $ref: 'Pet#' } },
};
const ADA = {
	...{ name: 'Ada', password: 'secret' },
	pet: { name: 'Rex', chip: 7, friend: { name: 'Bello', chip: 8 } },
};

async function createApp(options: { readonly isShared: boolean }) {
	const app = Fastify(options.isShared ? { schemaController: sharedSerializers() } : {});
	app.addSchema(PERSON).addSchema(PET);
	const schemas = {
		'/person': { $ref: 'Person#' },
		'/person-again': { $ref: 'Person#' },
		'/people': { type: 'array', items: { $ref: 'Person#' } },
		'/name': { type: 'object', properties: { name: { type: 'string' } } },
	};
	for (const [url, schema] of Object.entries(schemas)) {
		const value = url === '/people' ? [ADA, ADA] : ADA;
		app.get(url, { schema: { response: { 200: schema } } }, () => value);
	}
	await app.ready();
	return app;
}

test('what is answered is what Fastify’s own serializers make of it', async () => {
	const ours = await createApp({ isShared: true });
	const theirs = await createApp({ isShared: false });
	for (const url of ['/person', '/person-again', '/people', '/name']) {
		const { body } = await ours.inject(url);
		expect(body).toBe((await theirs.inject(url)).body);
		expect(body).not.toContain('secret');
		expect(body).not.toContain('chip');
	}
});

test('a schema that refers to one that is not there is refused at the start', async () => {
	const app = Fastify({ schemaController: sharedSerializers() });
	app.get('/', { schema: { response: { 200: { $ref: 'Nobody#' } } } }, () => ADA);
	await expect(app.ready()).rejects.toThrow('Nobody');
});

test('routes that answer the same shape share one serializer', () => {
	const { buildSerializer } = sharedSerializers().compilersFactory ?? {};
	const serializerFor = buildSerializer?.({ Person: PERSON, Pet: PET }, {});
	const of = (url: string, schema: object) =>
		serializerFor?.({ method: 'GET', url, httpStatus: '200', schema });
	const first = of('/a', { $ref: 'Person#' });
	expect(of('/b', { $ref: 'Person#' })).toBe(first);
	expect(of('/c', { $ref: 'Pet#' })).not.toBe(first);
});
