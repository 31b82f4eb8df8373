import { randomBytes } from 'node:crypto';
import { type Experiment, type Measure, percentile } from '../experiment.ts';
import { createHttpClient, type HttpClient } from '../journey/http.ts';
import { askForCode, type Promised } from '../journey/mail-requests.ts';
import { type Fleet, startFleet } from '../stack/fleet.ts';
import { type Manners, type PostOffice, startPostOffice } from '../stack/post-office.ts';
import { until } from '../stack/program.ts';

const DELAY_S = 5;
const ATTEMPT_S = 10;
/** The time it takes to notice, on a busy machine. */
const NOTICE_S = 1;
/** The shortest that the settings allow, so that the end of what never arrives can be seen. */
const LIFE_S = 60;
const GOOD_EVERY_MS = 250;
/** A mail that is refused, put off, hangs or drips, in turn. */
const POISON_EVERY_MS = 4000;
const BURST = 8;
const BEHIND = 20;
const POISONS = ['refuse', 'later', 'hang', 'drip'] as const;

/** R11: mails that cannot be delivered stand in nobody's way, and somebody can see them. */
export const poisonMail: Experiment = {
	id: 'R11',
	title: 'Mails that are refused, put off, or held for ever, between good ones',
	async run({ isQuick, tell }, report) {
		const kinds = new Map<string, Manners>();
		await using office = await startPostOffice({ manners: (to) => kinds.get(to) ?? 'take' });
		await using fleet = await startFleet({
			replicas: 1,
			settings: { SMTP_URL: office.url, AUTH_REQUEST_SECONDS: String(LIFE_S) },
		});
		const [replica] = fleet.replicas;
		using client = createHttpClient(replica?.port ?? 0);
		const { good, bad } = await mix(client, kinds, isQuick ? 24 : 120);
		tell(`${BURST} at once that hang`);
		const behind = await burst(client, kinds);
		bad.push(...behind.bad);
		tell('waiting for the lives of the mails to be over');
		const rows = await ends(fleet);
		report({
			situation: `a bad one among good ones every ${POISON_EVERY_MS / 1000} s`,
			measures: [
				...delaysOf(good, office, DELAY_S),
				...whatBecame(rows, bad),
				{
					what: 'given up, in the log',
					value: (replica?.output() ?? '').split('given up').length - 1,
					atLeast: bad.filter((kind) => kind === 'refuse').length,
				},
				{
					what: 'longest wait for the mail server',
					// Nothing held is nothing measured.
					value: percentile(office.heldMs, 1) / 1000 || NaN,
					unit: 's',
					atMost: ATTEMPT_S + NOTICE_S,
				},
			],
		});
		// More than there are places for first attempts. No criterion: a mail server hangs for one mail, or for all.
		const delays = delaysOf(behind.good, office, Infinity);
		report({ situation: `good ones behind ${BURST} at once that hang`, measures: delays });
	},
};

/** Good mails at a steady pace, and now and then one that cannot be delivered. */
async function mix(client: HttpClient, kinds: Map<string, Manners>, seconds: number) {
	const good: Promised[] = [];
	const bad: Manners[] = [];
	const from = performance.now();
	while (performance.now() - from < seconds * 1000) {
		if (performance.now() - from >= bad.length * POISON_EVERY_MS) {
			const kind = POISONS[bad.length % POISONS.length] ?? 'refuse';
			const email = `${kind}-${randomBytes(6).toString('hex')}@example.com`;
			kinds.set(email, kind);
			if ((await askForCode(client, undefined, email)) === null) throw new Error('No code.');
			bad.push(kind);
		}
		const promised = await askForCode(client);
		if (promised) good.push(promised);
		await new Promise((resolve) => setTimeout(resolve, GOOD_EVERY_MS));
	}
	return { good, bad };
}

/** Many that hang, asked for together, and good ones behind them. */
async function burst(client: HttpClient, kinds: Map<string, Manners>) {
	const good: Promised[] = [];
	const emails = Array.from(
		{ length: BURST },
		() => `hang-${randomBytes(6).toString('hex')}@example.com`,
	);
	for (const email of emails) kinds.set(email, 'hang');
	await Promise.all(emails.map((email) => askForCode(client, undefined, email)));
	for (let each = 0; each < BEHIND; each += 1) {
		const promised = await askForCode(client);
		if (promised) good.push(promised);
		await new Promise((resolve) => setTimeout(resolve, GOOD_EVERY_MS));
	}
	return { good, bad: emails.map((): Manners => 'hang') };
}

/** How it stands with a mail that cannot be delivered, as an operator sees it. */
interface End {
	readonly kind: string;
	readonly state: string;
	readonly attempts: number;
	/** Whether it says why. */
	readonly told: boolean;
}

async function ends({ postgres, database }: Fleet): Promise<readonly End[]> {
	const look = () =>
		postgres.query<End>(
			database,
			`select split_part(to_address, '-', 1) as kind, state, attempts, last_error is not null as told
			from outbox_mail where to_address like '%-%'`,
		);
	const areOver = async () => (await look()).every(({ state }) => state !== 'waiting');
	await until('the ends', areOver, (LIFE_S + 30) * 1000).catch(() => undefined);
	return look();
}

function delaysOf(
	good: readonly Promised[],
	{ taken }: PostOffice,
	longestS: number,
): readonly Measure[] {
	const bound = Number.isFinite(longestS) ? { atMost: longestS } : {};
	const arrivals = new Map(taken.map(({ to, at }) => [to, at]));
	const delays = good.map(({ email, askedAt }) => ((arrivals.get(email) ?? NaN) - askedAt) / 1000);
	return [
		{ what: 'good mails', value: good.length, atLeast: 10 },
		{ what: 'good mails lost', value: delays.filter(Number.isNaN).length, atMost: 0 },
		{ what: 'delay p95', value: percentile(delays, 0.95), unit: 's', ...bound },
		{ what: 'longest delay', value: Math.max(...delays), unit: 's', ...bound },
	];
}

function whatBecame(rows: readonly End[], bad: readonly Manners[]): readonly Measure[] {
	const refused = bad.filter((kind) => kind === 'refuse').length;
	const held = bad.length - refused;
	const isRefused = ({ kind }: End) => kind === 'refuse';
	const parked = rows.filter((row) => isRefused(row) && row.state === 'parked' && row.told);
	const expired = rows.filter((row) => !isRefused(row) && row.state === 'expired' && row.told);
	const most = (some: readonly End[]) => Math.max(...some.map(({ attempts }) => attempts));
	return [
		{ what: 'refused', value: refused, atLeast: 1 },
		{ what: 'of these given up, with the reason', value: parked.length, atLeast: refused },
		{ what: 'attempts at one of them', value: most(parked), atMost: 1 },
		{ what: 'put off or held', value: held, atLeast: 1 },
		{ what: 'of these expired, with the reason', value: expired.length, atLeast: held },
		{ what: 'attempts at one of them', value: most(expired) },
	];
}
