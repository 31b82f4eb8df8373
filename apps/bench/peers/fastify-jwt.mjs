// A signed token in a cookie: nothing is looked up, and nothing can be ended before it expires.
import { randomBytes } from 'node:crypto';
import cookie from '@fastify/cookie';
import jwt from '@fastify/jwt';
import Fastify from 'fastify';
import { leaveCookies, options, person, userSchema } from './shared.mjs';

const app = Fastify();
await app.register(cookie);
await app.register(jwt, {
	secret: randomBytes(32).toString('hex'),
	cookie: { cookieName: 'token', signed: false },
});
app.get(
	'/users/me',
	{ schema: { response: { 200: userSchema } }, onRequest: (request) => request.jwtVerify() },
	(request, reply) => {
		reply.send(request.user);
	},
);
await app.ready();
const tokens = Array.from({ length: options.count }, (_, index) =>
	app.jwt.sign(person(index), { expiresIn: '1d' }),
);
leaveCookies(tokens.map((token) => `token=${token}`));
await app.listen({ host: '127.0.0.1', port: options.port });
