import type { Settings } from './program.ts';
import type { Replica } from './replica.ts';

/** As whoever rolls out waits until the new one is in the balancer's eyes. */
const BETWEEN_MS = 1000;

/** Starts processes anew with other settings, one after another, and gives time to look after each. */
export async function setUpOtherwise(
	replicas: readonly Replica[],
	settings: Settings,
	look: (number: number) => Promise<void>,
): Promise<void> {
	for (const [number, replica] of replicas.entries()) {
		replica.change(settings);
		await replica.stop();
		await replica.start();
		await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
		await look(number);
	}
}
