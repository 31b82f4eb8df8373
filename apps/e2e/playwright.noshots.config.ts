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
	retries: 0,
	forbidOnly: true,
	timeout: 40_000,
	expect: { timeout: 7_000 },
	use: {
		browserName: 'chromium',
		launchOptions: CHROMIUM,
		viewport: { width: 1280, height: 800 },
		locale: 'en-GB',
		reducedMotion: 'reduce',
		trace: { mode: 'retain-on-failure', screenshots: false },
		actionTimeout: 7_000,
	},
});
