import type { Setting } from './reader.ts';
import { settings } from './settings.ts';

const HEADER = `# Every setting of the API with its default, written by \`pnpm --filter api env:example\`. Do not edit.
# The API reads its environment; to read a file into it: node --env-file=.env src/main.ts
`;

/** The text of `.env.example`: what each variable means, and its default behind a `#`. */
export function envExample(): string {
	const parts = Object.values<Setting<unknown>>(settings).map(describe);
	return [HEADER, ...parts].join('\n');
}

function describe({ name, help, fallback, isSecret }: Setting<unknown>): string {
	const file = isSecret ? `# May also stand in the file that ${name}_FILE names.\n` : '';
	return `# ${help}\n${file}#${name}=${fallback}\n`;
}
