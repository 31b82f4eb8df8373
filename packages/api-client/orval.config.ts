import { defineConfig } from 'orval';

/** `pnpm generate` turns the contract into the functions and types below `src/generated`. */
export default defineConfig({
	postern: {
		input: '../../openapi.yaml',
		output: {
			client: 'axios-functions',
			mode: 'tags',
			target: 'src/generated/operations.ts',
			schemas: 'src/generated/schemas',
			namingConvention: 'kebab-case',
			clean: true,
			indexFiles: false,
			override: {
				mutator: { path: 'src/http.ts', name: 'request' },
				// A stream is for whoever reads it as one; the function gives what the JSON says.
				contentType: { exclude: ['text/event-stream'] },
			},
		},
	},
});
