import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';
import { ROOT, textOf } from './files.ts';

const DOCKERFILES = ['apps/api/Dockerfile', 'apps/web/Dockerfile'];
const NOBODY = /^[1-9]\d*:[1-9]\d*$/;

interface Instruction {
	readonly keyword: string;
	readonly rest: string;
}

/** The instructions of a Dockerfile, their continued lines joined. */
function instructionsOf(path: string): Instruction[] {
	const joined = textOf(path)
		.split('\n')
		.filter((line) => !line.startsWith('#'))
		.join('\n')
		.replaceAll(/\\\n\s*/g, ' ');
	return joined
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => {
			const [keyword = '', ...rest] = line.split(' ');
			return { keyword, rest: rest.join(' ') };
		});
}

/** The instructions of the stage that runs. */
function lastImage(path: string): Instruction[] {
	const all = instructionsOf(path);
	const api = all.findIndex(({ keyword, rest }) => keyword === 'FROM' && rest.endsWith(' AS api'));
	const last = all.findLastIndex(({ keyword }) => keyword === 'FROM');
	return all.slice(api === -1 ? last : api);
}

/** Whether the build may read a path: the last rule that speaks of it decides. */
function isSent(path: string): boolean {
	let isIn = true;
	for (const line of textOf('.dockerignore').split('\n')) {
		if (line === '' || line.startsWith('#')) continue;
		const rule = line.replace(/^!/, '');
		const pattern = rule
			.replaceAll('.', '\\.')
			.replace(/^\*\*\//, '(.*/)?')
			.replaceAll(/(?<![.)])\*/g, '[^/]*');
		if (new RegExp(`^${pattern}(/.*)?$`).test(path)) isIn = line.startsWith('!');
	}
	return isIn;
}

describe.each(DOCKERFILES)('%s', (path) => {
	test('is a Dockerfile without a mistake', () => {
		expect(validate(textOf(path))).toEqual([]);
	});

	test('copies nothing that is not there, or that the build does not get', () => {
		const copied = instructionsOf(path)
			.filter(({ keyword, rest }) => keyword === 'COPY' && !rest.startsWith('--from'))
			.flatMap(({ rest }) => rest.split(' ').slice(0, -1));
		expect(copied).not.toEqual([]);
		for (const file of copied) {
			expect(existsSync(join(ROOT, file)), file).toBe(true);
			expect(isSent(file), file).toBe(true);
		}
	});

	test('runs as nobody, says how it is, and stops when it is told to', () => {
		const image = lastImage(path);
		const valueOf = (wanted: string) =>
			image.find(({ keyword }) => keyword === wanted)?.rest ?? 'nothing';
		expect(valueOf('USER')).toMatch(NOBODY);
		expect(valueOf('HEALTHCHECK')).toContain('CMD [');
		// A shell as process 1 would keep the signal to itself.
		const start = image.filter(({ keyword }) => ['CMD', 'ENTRYPOINT'].includes(keyword));
		expect(start.map(({ rest }) => rest.startsWith('['))).not.toContain(false);
	});
});

test('what the image of the API starts is there', () => {
	const scripts = lastImage('apps/api/Dockerfile')
		.flatMap(({ rest }) => [...rest.matchAll(/src\/[\w/-]+\.ts/g)])
		.map(([script]) => script);
	expect(scripts).toContain('src/main.ts');
	for (const script of scripts)
		expect(existsSync(join(ROOT, 'apps/api', script)), script).toBe(true);
});

test('the shell script of the pages ends in becoming nginx', () => {
	const script = textOf('apps/web/hosting/container/start.sh');
	expect(script.trim().split('\n').at(-1)).toMatch(/^exec nginx .*daemon off;'$/);
});

test('no secret and nothing a build makes anew is sent to a build', () => {
	for (const path of ['.env', 'apps/api/.env', '.data/postern.sqlite', '.git/config', 'docs']) {
		expect(isSent(path), path).toBe(false);
	}
	for (const path of ['node_modules/x', 'apps/web/build/index.html', 'apps/api/src/app.test.ts']) {
		expect(isSent(path), path).toBe(false);
	}
	const sources = globSync('apps/api/src/**/*.ts', { cwd: ROOT });
	const left = sources.filter((path) => !path.endsWith('.test.ts') && !isSent(path));
	expect(left).toEqual([]);
});
