// Express with express-session on Redis, as its guides have it. REDIS_URL says where Redis is.
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import process from 'node:process';
import { RedisStore } from 'connect-redis';
import express from 'express';
import session from 'express-session';
import { createClient } from 'redis';
import { leaveCookies, options, person } from './shared.mjs';

const HOUR_MS = 60 * 60 * 1000;
const signature = createRequire(import.meta.resolve('express-session'))('cookie-signature');
const secret = randomBytes(32).toString('hex');
const client = createClient({ url: process.env.REDIS_URL });
await client.connect();
const store = new RedisStore({ client });

const cookies = [];
for (let index = 0; index < options.count; index += 1) {
	const id = randomBytes(24).toString('base64url');
	const cookie = { originalMaxAge: HOUR_MS, expires: new Date(Date.now() + HOUR_MS), path: '/' };
	await store.set(id, { cookie, user: person(index) });
	cookies.push(`connect.sid=${encodeURIComponent(`s:${signature.sign(id, secret)}`)}`);
}
leaveCookies(cookies);

const app = express();
app.use(
	session({ store, secret, resave: false, saveUninitialized: false, cookie: { maxAge: HOUR_MS } }),
);
app.get('/users/me', (request, response) => {
	if (request.session.user === undefined) response.status(401).json({ error: 'unauthorized' });
	else response.json(request.session.user);
});
app.listen(options.port, '127.0.0.1');
