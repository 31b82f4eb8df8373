import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const HOSTING = join(import.meta.dirname, '../hosting');
const nginx = globSync('**/*nginx.conf', { cwd: HOSTING }).filter(
	(name) => !name.startsWith('api.'),
);
const caddy = globSync('**/*Caddyfile', { cwd: HOSTING }).filter(
	(name) => !name.startsWith('api.'),
);

const textOf = (name: string) => readFileSync(join(HOSTING, name), 'utf8');

test.each(nginx)(
	'%s keeps a hashed name for a year when it is there, and config.json never',
	(name) => {
		const [, map = ''] =
			/map "\$status \$uri" \$postern_cache \{([^}]*)\}/.exec(textOf(name)) ?? [];
		const rules = [...map.matchAll(/^\s*"~(.+)" "(.+)";$/gm)].map(([, pattern = '', value]) => ({
			pattern: new RegExp(pattern),
			value,
		}));
		const cacheOf = (answer: string) => rules.find(({ pattern }) => pattern.test(answer))?.value;
		expect(cacheOf('200 /_app/immutable/chunks/a.js')).toBe('public, max-age=31536000, immutable');
		expect(cacheOf('404 /_app/immutable/chunks/a.js')).toBeUndefined();
		expect(cacheOf('200 /config.json')).toBe('no-store');
		expect(cacheOf('200 /todos')).toBeUndefined();
	},
);

test.each(caddy)('%s keeps a hashed name for a year only when it is there', (name) => {
	expect(textOf(name)).toMatch(/@hashed \{\s+path \/_app\/immutable\/\*\s+file\s+\}/);
	expect(textOf(name).match(/^.*max-age=31536000.*$/gm)).toEqual([
		expect.stringContaining('header @hashed Cache-Control'),
	]);
});
