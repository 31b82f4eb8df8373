import type { Browser } from '@playwright/test';
import type { BenchOptions } from '../options.ts';
import { audit } from '../spa/audit.ts';
import { RELOAD, SIGN_IN, table, WAY } from '../spa/figures.ts';
import type { Watched } from '../spa/probe.ts';
import { setSpaStage, type SpaStage } from '../spa/stage.ts';
import { openPage, type Profile, type Visit } from '../spa/visit.ts';

const PROFILES: readonly Profile[] = [
	{ name: 'as it is', slowdown: 1 },
	{
		name: '150 ms, 1.6 Mbit/s, processor 4 times slower',
		...{ line: { latency: 150, down: 1_600_000, up: 750_000 }, slowdown: 4 },
	},
];

const ROWS = { rows: 'li input[type=checkbox]', rowCount: 20 };

/** Where the pages of an app are. */
const APPS = {
	postern: {
		name: 'Postern',
		...{ mail: '/sign-in', password: '/sign-in/password?next=%2Ftodos', started: '[data-ready]' },
	},
	plain: {
		name: 'plain SvelteKit SPA',
		// What it draws, its scripts have drawn.
		...{ mail: '/sign-in', password: '/sign-in', started: 'form' },
	},
} as const;

type App = keyof typeof APPS;
type Visits = Record<
	App,
	{ readonly signIn: Visit[]; readonly way: Visit[]; readonly again: Visit[] }
>;

/** What people wait for and pay for in the browser, beside an app with nothing but a form and a list. */
export async function benchSpa({ rounds }: Pick<BenchOptions, 'rounds'>): Promise<void> {
	await using stage = await setSpaStage();
	await using browser = await stage.launch();
	console.log(
		`${browser.browserType().name()} ${browser.version()}, HTTP/2 over TLS on loopback, pages and API on two hosts; ${String(rounds)} rounds, medians (lowest..highest)`,
	);
	for (const profile of PROFILES) {
		const visits = emptyVisits();
		// The first round warms the servers up and is not counted.
		await visitBoth(stage, browser, profile, 0, emptyVisits());
		for (let round = 1; round <= rounds; round += 1) {
			await visitBoth(stage, browser, profile, round, visits);
		}
		print(profile, visits);
	}
	await audit(stage);
}

const emptyVisits = (): Visits => ({
	postern: { signIn: [], way: [], again: [] },
	plain: { signIn: [], way: [], again: [] },
});

async function visitBoth(
	stage: SpaStage,
	browser: Browser,
	profile: Profile,
	round: number,
	visits: Visits,
): Promise<void> {
	const { logins, urls } = stage;
	const login = logins[round % logins.length];
	if (login === undefined) throw new Error('nobody can sign in');
	for (const app of Object.keys(APPS) as App[]) {
		const { mail, password, started } = APPS[app];
		const watched: Watched = { ...ROWS, started };
		await using form = await openPage(browser, profile, watched);
		visits[app].signIn.push(await form.open(urls[app] + mail, 'started'));
		await using way = await openPage(browser, profile, { ...watched, login });
		visits[app].way.push(await way.open(urls[app] + password, 'list'));
		visits[app].again.push(await way.reload('list'));
	}
}

function print({ name }: Profile, { postern, plain }: Visits): void {
	console.log(`\n== ${name}`);
	for (const [title, figures, part] of [
		['/sign-in, never seen before', SIGN_IN, 'signIn'],
		['by password to 20 to-dos', WAY, 'way'],
		['/todos again, signed in', RELOAD, 'again'],
	] as const) {
		console.log(
			table(title, figures, {
				[APPS.postern.name]: postern[part],
				[APPS.plain.name]: plain[part],
			}),
		);
	}
}
