import { STEPS, type Step } from './check-steps.ts';
import { runCommand } from './run-command.ts';

const AT_ONCE = 2;

interface Outcome {
	readonly step: Step;
	readonly failed: boolean;
	readonly output: string;
}

/** `npm run check`: runs every step, two at a time, and shows the output of those that failed. */
export async function run(): Promise<number> {
	const waiting = [...STEPS];
	const outcomes: Outcome[] = [];
	// Types and rules of the web app rest on files that SvelteKit writes.
	await runCommand('pnpm', ['--filter', 'web', 'exec', 'svelte-kit', 'sync'], {
		show: 'on-failure',
	});
	const work = async () => {
		for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
			outcomes.push(await runStep(step));
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, work));

	const failures = outcomes.filter((outcome) => outcome.failed);
	for (const { step, output } of failures) {
		console.log(`\n── ${step.name} ──\n${output.trim()}`);
	}
	console.log(
		failures.length === 0
			? '\nEvery check passed.'
			: `\nFailed: ${failures.map(({ step }) => step.name).join(', ')}.`,
	);
	return failures.length === 0 ? 0 : 1;
}

async function runStep(step: Step): Promise<Outcome> {
	const start = Date.now();
	let output = '';
	let failed = false;
	for (const [file, ...args] of step.commands) {
		const result = await runCommand(file, args, { show: 'never' });
		output += result.output;
		failed ||= result.code !== 0;
	}
	const seconds = ((Date.now() - start) / 1000).toFixed(1);
	console.log(`${failed ? '✗' : '✓'} ${step.name.padEnd(14)}${seconds.padStart(6)} s`);
	return { step, failed, output };
}
