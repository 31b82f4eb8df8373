// better-auth on SQLite, asked in a preHandler of Fastify as its guide has it. COOKIE_CACHE=on lets it believe a
// signed copy of the session for five minutes instead of asking the database.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { fromNodeHeaders } from 'better-auth/node';
import Fastify from 'fastify';
import { leaveCookies, options, person, userSchema } from './shared.mjs';

const PASSWORD = 'correct horse battery staple';
const isCached = process.env.COOKIE_CACHE === 'on';
const isHashing = process.env.HASHING === 'on';

const database = new DatabaseSync(join(options.folder, 'better-auth.sqlite'));
database.exec('pragma journal_mode = wal; pragma synchronous = full');
const auth = betterAuth({
	database,
	baseURL: `http://127.0.0.1:${options.port}`,
	secret: randomBytes(32).toString('hex'),
	telemetry: { enabled: false },
	rateLimit: { enabled: false },
	emailAndPassword: {
		enabled: true,
		// A thousand sign-ups at 100 ms each would only be waited for.
		...(isHashing
			? {}
			: {
					password: {
						hash: (password) => Promise.resolve(password),
						verify: ({ hash, password }) => Promise.resolve(hash === password),
					},
				}),
	},
	session: { cookieCache: { enabled: isCached, maxAge: 5 * 60 } },
});
await (await getMigrations(auth.options)).runMigrations();

const cookies = [];
for (let index = 0; index < options.count; index += 1) {
	const { email } = person(index);
	const response = await auth.api.signUpEmail({
		body: { email, password: PASSWORD, name: email },
		asResponse: true,
	});
	cookies.push(
		response.headers
			.getSetCookie()
			.map((each) => each.split(';')[0])
			.join('; '),
	);
}
leaveCookies(cookies);

const app = Fastify();
app.get(
	'/users/me',
	{
		schema: { response: { 200: userSchema } },
		preHandler: async (request, reply) => {
			const found = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) });
			if (found === null) return reply.code(401).send({ error: 'unauthorized' });
			request.person = found.user;
		},
	},
	(request, reply) => {
		const { id, email, name, createdAt } = request.person;
		reply.send({ id, email, name, createdAt: createdAt.toISOString() });
	},
);
await app.listen({ host: '127.0.0.1', port: options.port });
