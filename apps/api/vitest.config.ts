import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
		// A sign-in waits for a real hash, and a loaded machine is slow.
		testTimeout: 20_000,
		hookTimeout: 60_000,
	},
});
