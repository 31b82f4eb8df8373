import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
		// For what hangs. What is only slow, as on a machine with other work, has its time.
		testTimeout: 60_000,
		hookTimeout: 60_000,
		// What comes by itself comes when it can: Vitest's own second is too short for a machine with other work.
		expect: { poll: { timeout: 15_000 } },
		// By itself Vitest leaves a core free, which is half of a small machine.
		maxWorkers: '100%',
		// `npm test` names those that needed it, and forgives no race and no counterexample.
		retry: process.env['CI'] ? 1 : 0,
	},
});
