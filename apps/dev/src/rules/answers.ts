import { mkdir, mkdtemp, rm, symlink, writeFile, copyFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { ROOT } from '../setup/root.mjs';

const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

interface CruiseReport {
	readonly summary: {
		readonly violations: readonly { readonly rule: { readonly name: string } }[];
	};
}

/**
 * Lays out files as a repository of their own, with our manifests and installed packages, and gives
 * the names of the rules that answer.
 */
export async function rulesThatAnswer(
	files: Readonly<Record<string, string>>,
): Promise<Set<string>> {
	const tree = await mkdtemp(join(tmpdir(), 'postern-rules-'));
	try {
		await borrow(tree, '.');
		for (const [path, content] of Object.entries(files)) {
			const workspace = path.split('/').slice(0, 2).join('/');
			if (!existsSync(join(tree, workspace))) await borrow(tree, workspace);
			await mkdir(dirname(join(tree, path)), { recursive: true });
			await writeFile(join(tree, path), content);
		}
		const whole = await cruise(tree, '.dependency-cruiser.mjs', '.');
		const features = join('apps', 'api', 'src', 'features');
		const graph = existsSync(join(tree, features))
			? await cruise(tree, 'apps/dev/feature-graph.config.mjs', features)
			: [];
		return new Set([...whole, ...graph]);
	} finally {
		await rm(tree, { recursive: true });
	}
}

async function borrow(tree: string, workspace: string): Promise<void> {
	await mkdir(join(tree, workspace), { recursive: true });
	const from = (name: string) => join(ROOT, workspace, name);
	const to = (name: string) => join(tree, workspace, name);
	await copyFile(from('package.json'), to('package.json'));
	if (existsSync(from('node_modules'))) await symlink(from('node_modules'), to('node_modules'));
}

async function cruise(tree: string, config: string, folder: string): Promise<string[]> {
	const args = [CRUISER, '--output-type', 'json', '--config', join(ROOT, config), folder];
	const { output } = await runCommand(process.execPath, args, { cwd: tree, show: 'never' });
	try {
		const report = JSON.parse(output) as CruiseReport;
		return report.summary.violations.map((violation) => violation.rule.name);
	} catch (error) {
		throw new Error(`dependency-cruiser gave no report:\n${output}`, { cause: error });
	}
}
