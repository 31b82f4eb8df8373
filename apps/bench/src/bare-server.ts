/** What Fastify costs by itself: one route with a response schema, and nothing around it. */
import Fastify from 'fastify';

const user = {
	id: '1c3aa3c2-6f0d-4b46-9a53-0d5a5a3c6b0f',
	email: 'person@example.com',
	name: null,
	createdAt: '2030-01-01T12:00:00.000Z',
};
const text = { type: 'string' };
const schema = {
	response: {
		200: {
			type: 'object',
			required: ['id', 'email', 'name', 'createdAt'],
			properties: { id: text, email: text, name: { type: ['string', 'null'] }, createdAt: text },
		},
	},
};

const app = Fastify();
app.get('/users/me', { schema }, (_request, reply) => {
	reply.send(user);
});
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
