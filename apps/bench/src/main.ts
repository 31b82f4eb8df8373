/**
 * `pnpm bench [WHAT]`: Postern in its production configuration beside a bare Fastify route and beside what people
 * would pick instead, in turns, in one run. Server on one core, load on another. WHAT is one of the commands below;
 * without it, those that make up `all`. `spa` measures pages in a browser, beside a plain app.
 */
import { benchChecked, benchSizes } from './commands/checked.ts';
import { benchPeers } from './commands/peers.ts';
import { benchReplicas } from './commands/replicas.ts';
import { benchSignIn } from './commands/sign-in.ts';
import { benchSpa } from './commands/spa.ts';
import { benchSteps } from './commands/steps.ts';
import { readOptions } from './options.ts';
import { LEGEND } from './report.ts';
import { setStage, type Stage } from './stage.ts';

type Command = (stage: Stage) => Promise<void>;

const commands: Readonly<Record<string, readonly Command[]>> = {
	all: [benchChecked, benchReplicas, benchSignIn, benchPeers],
	checked: [benchChecked],
	peers: [benchPeers],
	replicas: [benchReplicas],
	'sign-in': [benchSignIn],
	sizes: [benchSizes],
	steps: [benchSteps],
};

// By itself a signal lets nothing be ended that was started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => process.exit(1));
}

const options = readOptions(process.argv.slice(2));
if (options.name === 'spa') {
	await benchSpa(options);
	process.exit();
}
const chosen = commands[options.name];
if (chosen === undefined) {
	console.error(
		`Unknown: ${options.name}. Known: ${Object.keys(commands).join(', ')}, spa, timing.`,
	);
	process.exit(1);
}
await using stage = await setStage(options);
console.log(`${String(options.connections)} connections. ${LEGEND}`);
for (const command of chosen) await command(stage);
