import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Kit's own plugin is left out: what is tested here is plain runes and functions.
export default defineConfig({
	plugins: [svelte({ configFile: false })],
	resolve: { conditions: ['browser'] },
	test: { include: ['src/**/*.test.ts', 'test/**/*.test.ts'] },
});
