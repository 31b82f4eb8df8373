import { defineConfig } from '@playwright/test';
import { CHROMIUM } from './fixtures/browser.ts';

export default defineConfig({
	projects: [
		{ name: 'tests', testDir: 'tests' },
		// Takes the pictures of docs/screenshots: `pnpm --filter e2e screenshots`.
		{ name: 'screenshots', testDir: 'screenshots', testMatch: '*.shots.ts' },
	],
	outputDir: 'test-results',
	reporter: 'list',
	fullyParallel: true,
	workers: 2,
	// On a shared machine one of hundreds of browsers may starve; at the second try it counts, and the report
	// calls it flaky. Nobody else is spared the first failure.
	retries: process.env['CI'] ? 1 : 0,
	forbidOnly: true,
	timeout: 40_000,
	expect: { timeout: 7_000 },
	use: {
		browserName: 'chromium',
		launchOptions: CHROMIUM,
		viewport: { width: 1280, height: 800 },
		locale: 'en-GB',
		reducedMotion: 'reduce',
		trace: 'retain-on-failure',
		actionTimeout: 7_000,
	},
});
