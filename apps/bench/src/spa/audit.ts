import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { installPeers } from '../peers.ts';
import type { SpaStage } from './stage.ts';

const AUDITS = join(import.meta.dirname, '../../peers/audits');
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];

interface Report {
	readonly categories: Readonly<Record<string, { readonly score: number | null }>>;
}

/** What programs that judge pages from outside say of those that anybody may see, and of the API's headers. */
export async function audit(stage: SpaStage): Promise<void> {
	installPeers(AUDITS);
	const { urls, chromium } = stage;
	console.log('\nLighthouse, mobile, of 100: performance, accessibility, best practices, SEO');
	for (const url of [
		...['/', '/sign-in', '/sign-in/password'].map((path) => urls.postern + path),
		`${urls.plain}/sign-in`,
	]) {
		const { categories } = await judge(url, chromium);
		const scores = CATEGORIES.map((name) => Math.round((categories[name]?.score ?? 0) * 100));
		console.log(`  ${url}: ${scores.join(', ')}`);
	}
	console.log("\nMDN's HTTP Observatory, and what it finds");
	await observe(stage);
}

/** The servers are in this very process, so nothing here may hold it up. */
async function judge(url: string, { path, flags }: SpaStage['chromium']): Promise<Report> {
	const program = spawn(
		process.execPath,
		[
			...['node_modules/lighthouse/cli/index.js', url, '--output=json', '--quiet'],
			...[`--only-categories=${CATEGORIES.join(',')}`, '--no-enable-error-reporting'],
			`--chrome-flags=--headless ${flags.map(quoted).join(' ')}`,
		],
		{
			...{ cwd: AUDITS, stdio: ['ignore', 'pipe', 'inherit'] },
			env: { ...process.env, CHROME_PATH: path, CI: '1' },
		},
	);
	const report = await text(program.stdout);
	if (report === '') throw new Error(`Lighthouse failed at ${url}`);
	return JSON.parse(report) as Report;
}

/** As Lighthouse takes the flags of Chromium apart: at spaces, unless they are in quotes. */
const quoted = (flag: string) => flag.replace(/=(.*)$/, "='$1'");

async function observe({ urls, certificate }: SpaStage): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'));
	const file = join(folder, 'certificate.pem');
	await writeFile(file, certificate);
	const addresses = [`${urls.postern}/`, `${urls.postern}/todos`, `${urls.api}/health/live`];
	const program = spawn(
		process.execPath,
		['observatory.mjs', ...addresses.map((url) => url.replace('https://', ''))],
		{
			...{ cwd: AUDITS, stdio: ['ignore', 'inherit', 'inherit'] },
			env: { ...process.env, NODE_EXTRA_CA_CERTS: file },
		},
	);
	await once(program, 'exit');
	await rm(folder, { recursive: true });
}
