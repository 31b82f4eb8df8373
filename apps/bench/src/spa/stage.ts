import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { createIdentity } from '@postern/local-servers';
import { createStaticSite } from '@postern/static-site';
import { addPasswords } from '../passwords.ts';
import { installPeers, runNpm } from '../peers.ts';
import { stop } from '../pinned-process.ts';
import { startPostern } from '../postern-server.ts';
import { seedSqlite } from '../seed.ts';
import { SERVER_CORE } from '../stage.ts';
import { passTo, startFront } from './front.ts';

const API_PORT = 8195;
/** The plain app is built with the API's address in it. */
const PORT = 8196;
const HOSTS = { postern: 'app.postern.test', plain: 'plain.postern.test', api: 'api.postern.test' };
const BUILD = join(import.meta.dirname, '../../../web/build');
const PLAIN = join(import.meta.dirname, '../../peers/plain-spa');
const PEOPLE = 20;

/** Both apps on HTTP/2 and TLS before one API in production's settings, and what a browser needs to get there. */
export interface SpaStage extends AsyncDisposable {
	readonly urls: Readonly<Record<'postern' | 'plain' | 'api', string>>;
	/** The certificate of all three, as PEM. */
	readonly certificate: string;
	/** People with a password and 20 to-dos each. */
	readonly logins: readonly { readonly email: string; readonly password: string }[];
	/** Where Chromium is, and what it is started with. */
	readonly chromium: { readonly path: string; readonly flags: readonly string[] };
	launch(): Promise<Browser>;
}

/** Starts it all. `npm run bench spa` has built Postern's app and looked for a Chromium before. */
export async function setSpaStage(): Promise<SpaStage> {
	buildPlain();
	await using started = new AsyncDisposableStack();
	const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'));
	started.defer(() => rm(folder, { recursive: true, force: true }));
	const at = (host: string) => `https://${host}:${String(PORT)}`;
	const urls = { postern: at(HOSTS.postern), plain: at(HOSTS.plain), api: at(HOSTS.api) };
	const settings = {
		...{ API_URL: urls.api, WEB_ORIGINS: `${urls.postern},${urls.plain}` },
		...{ TRUSTED_PROXIES: '127.0.0.1', SESSIONS_PER_USER_MAX: '1000' },
	};
	// The API makes the tables.
	await stop(await startPostern(SERVER_CORE, API_PORT, folder, settings));
	seedSqlite(folder, PEOPLE);
	const logins = await addPasswords(join(folder, 'postern.sqlite'), PEOPLE);
	const api = await startPostern(SERVER_CORE, API_PORT, folder, settings);
	started.defer(() => stop(api));
	const identity = createIdentity(HOSTS.postern, HOSTS.plain, HOSTS.api);
	const site = (root: string) =>
		createStaticSite({ root, apiUrl: settings.API_URL, isSecure: true });
	started.use(
		await startFront(identity, PORT, {
			[HOSTS.postern]: site(BUILD),
			[HOSTS.plain]: site(join(PLAIN, 'build')),
			[HOSTS.api]: passTo(API_PORT),
		}),
	);
	const path = process.env['CHROMIUM_PATH'] ?? chromium.executablePath();
	const flags = browserFlags(identity.fingerprint);
	const kept = started.move();
	return {
		...{ urls, logins, certificate: identity.cert, chromium: { path, flags } },
		launch: () => chromium.launch({ executablePath: path, args: flags }),
		[Symbol.asyncDispose]: () => kept.disposeAsync(),
	};
}

function browserFlags(fingerprint: string): string[] {
	const names = Object.values(HOSTS).map((host) => `MAP ${host} 127.0.0.1`);
	return [
		// Root, as in most containers, gets no sandbox; the pages are all our own.
		...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
		...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
		`--host-resolver-rules=${names.join(',')}`,
		// Trusts this one key; every other rule about certificates holds.
		`--ignore-certificate-errors-spki-list=${fingerprint}`,
	];
}

function buildPlain(): void {
	installPeers(PLAIN);
	if (!existsSync(join(PLAIN, 'build'))) runNpm(PLAIN, ['run', 'build']);
}
