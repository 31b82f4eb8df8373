import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { envExample } from './env-example.ts';
import type { Setting } from './reader.ts';
import { settings } from './settings.ts';

const committed = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');

test('.env.example is what the settings say', () => {
	expect(committed).toBe(envExample());
});

test('.env.example names every setting once, under the name it is read by', () => {
	const names = [...committed.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name);
	expect(names).toEqual(Object.keys(settings));
	for (const [key, { name }] of Object.entries(settings)) expect(name).toBe(key);
});

test('.env.example, taken as it is, changes nothing in development', () => {
	const lines = [...committed.matchAll(/^#([A-Z_]+)=(.*)$/gm)];
	const environment = Object.fromEntries(
		lines.map(([, name = '', value = '']) => [name, value] as const),
	);
	expect(loadConfig({ ...environment, NODE_ENV: 'development' })).toEqual(
		loadConfig({ NODE_ENV: 'development' }),
	);
});

test('.env.example holds no secret', () => {
	const secrets = Object.values<Setting<unknown>>(settings).filter(({ isSecret }) => isSecret);
	expect(secrets.map(({ name }) => name)).toEqual([
		'DATABASE_URL',
		'REDIS_URL',
		'SECRET_KEY',
		'SECRET_KEY_PREVIOUS',
		'SMTP_URL',
		'RESEND_API_KEY',
	]);
	for (const { name } of secrets) expect(committed).toContain(`\n#${name}=\n`);
});
